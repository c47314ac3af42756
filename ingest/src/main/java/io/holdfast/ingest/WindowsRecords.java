package io.holdfast.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Windows events in XML: one `Event` after another, as `wevtutil qe /f:xml` writes them, or all within `Events`, as
/// Event Viewer does; in UTF-8 or, with a byte order mark, UTF-16.
///
/// A record has the event's parts by the names of its elements and attributes: `System` with `Provider`, `EventID`
/// and so on (each its attributes, and its text as `text`), `EventData` with the data by name (those without one as
/// `Param1` and so on), `UserData`, and `RenderingInfo`. What cannot be read ends the file.
final class WindowsRecords implements Iterator<LogRecord> {

    /// The member of a record that holds the event.
    static final String EVENT = "@windows";

    private static final int MAX_DEPTH = 50;
    private static final int MARK_BYTES = 4;

    private final XMLStreamReader xml;
    private long number;
    private Optional<LogRecord> next;

    WindowsRecords(InputStream in) throws IOException {
        try {
            xml = factory().createXMLStreamReader(rooted(in));
        } catch (XMLStreamException e) {
            throw new IOException("The file is no XML", e);
        }
        next = read();
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /// The text within an element of its own, without its declaration: it need have no root.
    private static Reader rooted(InputStream in) throws IOException {
        Reader text = new InputStreamReader(in, charset(in));
        StringBuilder head = new StringBuilder();
        int read = text.read();
        while (read >= 0 && (Character.isWhitespace(read) || read == '\uFEFF')) {
            read = text.read();
        }
        if (read >= 0) {
            head.append((char) read);
        }
        int second = text.read();
        if (second == '?') {
            int last = second;
            int current = text.read();
            while (current >= 0 && !(last == '?' && current == '>')) {
                last = current;
                current = text.read();
            }
            head.setLength(0);
        } else if (second >= 0) {
            head.append((char) second);
        }
        return new JoinedReader(
                List.of(new StringReader("<Root>" + head), text, new StringReader("</Root>")));
    }

    private static Charset charset(InputStream in) throws IOException {
        in.mark(MARK_BYTES);
        int first = in.read();
        int second = in.read();
        in.reset();
        if ((first == 0xff && second == 0xfe) || (first == '<' && second == 0)) {
            return StandardCharsets.UTF_16LE;
        }
        return first == 0xfe && second == 0xff ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    @Override
    public boolean hasNext() {
        return next.isPresent();
    }

    @Override
    public LogRecord next() {
        LogRecord record = next.orElseThrow(NoSuchElementException::new);
        next = record.problem().isPresent() ? Optional.empty() : read();
        return record;
    }

    private Optional<LogRecord> read() {
        try {
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("Event")) {
                    number++;
                    ObjectNode values = Json.object();
                    values.set(EVENT, element(0));
                    values.put(LogFormat.TABLE_MEMBER, WindowsRows.usualTable(values));
                    return Optional.of(LogRecord.of(number, values));
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            return Optional.of(LogRecord.unreadable(number + 1,
                    "is not well-formed XML; what follows it was not read"));
        }
    }

    /// The element that begins, to its end: attributes and children by name, text as `text`.
    private ObjectNode element(int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw new XMLStreamException("Too deep");
        }
        ObjectNode element = Json.object();
        boolean isData = xml.getLocalName().equals("EventData");
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            element.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
        }
        StringBuilder text = new StringBuilder();
        int unnamed = 0;
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.isCharacters()) {
                text.append(xml.getText());
            } else if (xml.isStartElement()) {
                String name = xml.getLocalName();
                ObjectNode child = element(depth + 1);
                if (isData) {
                    String own = child.path("Name").asString("");
                    unnamed += own.isEmpty() ? 1 : 0;
                    element.put(own.isEmpty() ? "Param" + unnamed : own, child.path("text").asString(""));
                } else {
                    add(element, name, child);
                }
            }
        }
        if (!text.toString().isBlank()) {
            element.put("text", text.toString().strip());
        }
        return element;
    }

    /// Elements of one name become an array.
    private static void add(ObjectNode element, String name, ObjectNode child) {
        if (element.path(name) instanceof ArrayNode several) {
            several.add(child);
        } else if (element.has(name)) {
            element.set(name, Json.MAPPER.createArrayNode().add(element.get(name)).add(child));
        } else {
            element.set(name, child);
        }
    }
}
