package io.holdfast.query.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import ua_parser.Client;
import ua_parser.Parser;

/// What a user agent tells of browser, system and device, by the rules of the ua-parser project.
final class UserAgents {
    /// Longest text that is looked at: the rules backtrack.
    private static final int LONGEST = 1_000;

    private UserAgents() {}

    private static final class Holder {
        static final Parser PARSER = new Parser();
    }

    /// @param wanted the name of a part or an array of names: `browser`, `os`, `device`
    static @Nullable String parse(String text, Object wanted) {
        JsonNode names = Json.orNull(wanted);
        List<String> parts = new ArrayList<>();
        for (JsonNode name : names.isArray() ? names : List.of(names)) {
            parts.add(Json.asText(name).toLowerCase(Locale.ROOT));
        }
        if (text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        Client client = Holder.PARSER.parse(text);
        ObjectNode bag = Json.newBag();
        if (parts.contains("browser") && client.userAgent != null) {
            put(bag.putObject("Browser"), "Family", client.userAgent.family, "MajorVersion",
                    client.userAgent.major, "MinorVersion", client.userAgent.minor, "Patch",
                    client.userAgent.patch);
        }
        if (parts.contains("os") && client.os != null) {
            put(bag.putObject("OperatingSystem"), "Family", client.os.family, "MajorVersion",
                    client.os.major, "MinorVersion", client.os.minor, "Patch", client.os.patch, "PatchMinor",
                    client.os.patchMinor);
        }
        if (parts.contains("device") && client.device != null) {
            put(bag.putObject("Device"), "Family", client.device.family, "Brand", "", "Model", "");
        }
        return Json.write(bag);
    }

    private static void put(ObjectNode bag, @Nullable String... pairs) {
        for (int index = 0; index + 1 < pairs.length; index += 2) {
            String value = pairs[index + 1];
            bag.put(String.valueOf(pairs[index]), value == null ? "" : value);
        }
    }
}
