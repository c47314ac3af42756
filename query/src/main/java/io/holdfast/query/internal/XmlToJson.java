package io.holdfast.query.internal;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// XML as JSON: an element is a member of its name, an attribute one of its name after `@`, the text beside
/// attributes or elements one named `#text`, elements of one name an array. Document types are refused.
final class XmlToJson {
    /// Deepest nesting of elements.
    private static final int MOST_LEVELS = 256;
    private static final String TEXT = "#text";
    private static final XMLInputFactory FACTORY = factory();

    private XmlToJson() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        return factory;
    }

    /// Returns the JSON, or null for what is no XML document.
    static @Nullable String convert(String xml) {
        if (xml.indexOf('<') < 0) {
            return null;
        }
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml.strip()));
            ObjectNode document = Json.newBag();
            if (reader.getVersion() != null) {
                ObjectNode declaration = document.putObject("?xml").put("@version", reader.getVersion());
                if (reader.getCharacterEncodingScheme() != null) {
                    declaration.put("@encoding", reader.getCharacterEncodingScheme());
                }
                if (reader.standaloneSet()) {
                    declaration.put("@standalone", reader.isStandalone() ? "yes" : "no");
                }
            }
            return read(reader, document) ? Json.write(document) : null;
        } catch (XMLStreamException _) {
            return null;
        }
    }

    private static boolean read(XMLStreamReader reader, ObjectNode document) throws XMLStreamException {
        Deque<ObjectNode> open = new ArrayDeque<>();
        open.push(document);
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() > MOST_LEVELS) {
                        return false;
                    }
                    open.push(attributes(reader));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!reader.getText().isBlank()) {
                        add(open.element(), TEXT, Json.text(reader.getText()));
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    ObjectNode element = open.pop();
                    add(open.element(), reader.getLocalName(), simplified(element));
                }
                case XMLStreamConstants.DTD -> {
                    return false;
                }
                default -> {
                    // Comments and processing instructions have no counterpart.
                }
            }
        }
        return open.size() == 1;
    }

    private static ObjectNode attributes(XMLStreamReader reader) {
        ObjectNode element = Json.newBag();
        for (int index = 0; index < reader.getAttributeCount(); index++) {
            element.put("@" + reader.getAttributeLocalName(index), reader.getAttributeValue(index));
        }
        return element;
    }

    /// An element of nothing but text is that text, one of nothing at all is null.
    private static JsonNode simplified(ObjectNode element) {
        if (element.isEmpty()) {
            return Json.orNull(null);
        }
        JsonNode text = element.get(TEXT);
        return text != null && element.size() == 1 && text.isString() ? text : element;
    }

    private static void add(ObjectNode parent, String name, JsonNode value) {
        JsonNode present = parent.get(name);
        if (present == null) {
            parent.set(name, value);
        } else if (present instanceof ArrayNode array) {
            array.add(value);
        } else {
            parent.set(name, Json.newArray().add(present).add(value));
        }
    }
}
