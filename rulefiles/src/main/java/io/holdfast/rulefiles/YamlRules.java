package io.holdfast.rulefiles;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Rules of a YAML text, one a document. For one text.
///
/// Only the tree that the library composes is used, never its tags, so that no class can be named by a file. Of
/// scalars without quotes `true`, `false`, whole numbers and `null` are such, all others texts: a rule's `version:
/// 1.0` and `status: no` stay what they are.
final class YamlRules {

    /// Values in all documents of a file, aliases counted as often as they are used; real rules have some hundred.
    private static final int MAX_VALUES = 50_000;
    private static final int MAX_ALIASES = 50;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final LoaderOptions options = new LoaderOptions();
    private int values;

    YamlRules() {
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(SourceText.MAX_DEPTH);
        options.setCodePointLimit(RuleFiles.MAX_BYTES);
    }

    /// Gives each document, to be read there, up to the first that is not well-formed.
    ///
    /// @throws RuleFormatException at the first that is not well-formed; the rest of the text cannot be read
    void read(String text, Consumer<Supplier<SourceText>> rules) {
        try {
            Iterator<Node> documents = new Yaml(options).composeAll(new StringReader(text)).iterator();
            while (documents.hasNext()) {
                Node document = documents.next();
                rules.accept(() -> rule(document));
            }
        } catch (MarkedYAMLException e) {
            throw new RuleFormatException(e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1,
                    "is not well-formed YAML: " + e.getProblem()
                            + (e.getProblemMark() == null ? "" : column(e.getProblemMark().getColumn())));
        } catch (YAMLException e) {
            throw new RuleFormatException(1, "is not well-formed YAML: " + e.getMessage());
        }
    }

    private static String column(int zeroBased) {
        return ", column " + (zeroBased + 1);
    }

    private SourceText rule(Node document) {
        if (!(document instanceof MappingNode mapping)) {
            throw new RuleFormatException(line(document), "is not a rule: a mapping is expected");
        }
        Map<String, Integer> lines = new HashMap<>();
        Optional<Integer> query = Optional.empty();
        for (NodeTuple member : mapping.getValue()) {
            String name = key(member);
            lines.put(name, line(member.getKeyNode()));
            if (name.equals("query") && member.getValueNode() instanceof ScalarNode scalar
                    && scalar.getScalarStyle() == ScalarStyle.LITERAL) {
                query = Optional.of(line(scalar) + 1);
            }
        }
        return new SourceText(line(mapping), object(mapping, 0), lines, query);
    }

    private ObjectNode object(MappingNode mapping, int depth) {
        ObjectNode object = Json.object();
        for (NodeTuple member : mapping.getValue()) {
            String name = key(member);
            if (object.has(name)) {
                Node key = member.getKeyNode();
                throw new RuleFormatException(line(key), "has the member '" + name + "' twice"
                        + column(key.getStartMark().getColumn()));
            }
            object.set(name, value(member.getValueNode(), depth + 1));
        }
        return object;
    }

    private static String key(NodeTuple member) {
        if (member.getKeyNode() instanceof ScalarNode key) {
            return key.getValue();
        }
        throw new RuleFormatException(line(member.getKeyNode()), "has a member whose name is no text");
    }

    private JsonNode value(Node node, int depth) {
        if (++values > MAX_VALUES || depth > SourceText.MAX_DEPTH) {
            throw new RuleFormatException(line(node), "holds more than " + MAX_VALUES
                    + " values, or they are nested more than " + SourceText.MAX_DEPTH + " deep");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, depth);
            case SequenceNode sequence -> {
                List<JsonNode> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(value(item, depth + 1));
                }
                yield NODES.arrayNode().addAll(items);
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new RuleFormatException(line(node), "holds something that is no value");
        };
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return NODES.stringNode(text);
        }
        return switch (text) {
            case "true", "True", "TRUE" -> NODES.booleanNode(true);
            case "false", "False", "FALSE" -> NODES.booleanNode(false);
            case "", "~", "null", "Null", "NULL" -> NODES.nullNode();
            default -> WHOLE_NUMBER.matcher(text).matches()
                    ? NODES.numberNode(Long.parseLong(text))
                    : NODES.stringNode(text);
        };
    }

    private static int line(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }
}
