package io.holdfast.ingest;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Windows events as the mirrored service's tables have them: SecurityEvent, Event, WindowsEvent. Source: Azure
/// Monitor table reference.
public final class WindowsRows {

    private static final Map<Integer, String> LEVELS = Map.of(0, "LogAlways", 1, "Critical", 2, "Error", 3,
            "Warning", 4, "Information", 5, "Verbose");

    private WindowsRows() {}

    /// The table for events of the log that a record comes from.
    static String usualTable(ObjectNode record) {
        return text(system(record), "Channel").equals("Security") ? "SecurityEvent" : "Event";
    }

    /// The record as a table takes it; one that holds no Windows event is answered as it is.
    ///
    /// @param table any other than the three takes what WindowsEvent does
    public static ObjectNode of(String table, ObjectNode record) {
        if (!record.has(WindowsRecords.EVENT)) {
            return record;
        }
        ObjectNode row = common(record);
        switch (table.toLowerCase(Locale.ROOT)) {
            case "securityevent" -> security(record, row);
            case "event" -> event(record, row);
            default -> windows(record, row);
        }
        return row;
    }

    private static ObjectNode common(ObjectNode record) {
        JsonNode system = system(record);
        ObjectNode row = Json.object();
        row.put("TimeGenerated", system.path("TimeCreated").path("SystemTime").asString(""));
        row.put("Computer", text(system, "Computer"));
        row.put("EventID", text(system, "EventID"));
        return row;
    }

    private static void system(JsonNode system, ObjectNode row) {
        row.put("Channel", text(system, "Channel"));
        row.put("Version", text(system, "Version"));
        row.put("Task", text(system, "Task"));
        row.put("Opcode", text(system, "Opcode"));
        row.put("Keywords", text(system, "Keywords"));
        row.put("EventRecordId", text(system, "EventRecordID"));
        row.put("Correlation", system.path("Correlation").path("ActivityID").asString(""));
        row.put("SystemProcessId", system.path("Execution").path("ProcessID").asString(""));
        row.put("SystemThreadId", system.path("Execution").path("ThreadID").asString(""));
        row.put("SystemUserId", system.path("Security").path("UserID").asString(""));
        row.put("EventLevelName", levelName(system));
    }

    private static void security(ObjectNode record, ObjectNode row) {
        JsonNode system = system(record);
        system(system, row);
        row.put("EventSourceName", system.path("Provider").path("Name").asString(""));
        row.put("Level", text(system, "Level"));
        JsonNode data = data(record);
        data.properties().forEach(item -> row.put(item.getKey(), given(item)));
        account(data, "Target", row);
        account(data, "Subject", row);
        String message = message(record);
        row.put("Activity", row.path("EventID").asString("")
                + (message.isEmpty() ? "" : " - " + message.lines().findFirst().orElse("").strip()));
        row.put("EventData", data.isEmpty() ? "" : data.toString());
    }

    /// A dash stands for no value.
    private static String given(Map.Entry<String, JsonNode> item) {
        String value = item.getValue().asString("");
        return value.equals("-") ? "" : value;
    }

    private static void account(JsonNode data, String role, ObjectNode row) {
        String user = data.path(role + "UserName").asString("");
        String domain = data.path(role + "DomainName").asString("");
        if (!user.isEmpty() && !user.equals("-")) {
            String account = domain.isEmpty() || domain.equals("-") ? user : domain + "\\" + user;
            row.put(role + "Account", account);
            if (row.path("Account").isMissingNode()) {
                row.put("Account", account);
                row.put("AccountType", user.endsWith("$") ? "Machine" : "User");
            }
        }
    }

    private static void event(ObjectNode record, ObjectNode row) {
        JsonNode system = system(record);
        row.put("EventLog", text(system, "Channel"));
        row.put("Source", system.path("Provider").path("Name").asString(""));
        row.put("EventLevel", text(system, "Level"));
        row.put("EventLevelName", levelName(system));
        row.put("EventCategory", text(system, "Task"));
        row.put("UserName", system.path("Security").path("UserID").asString(""));
        row.put("RenderedDescription", message(record));
        row.put("EventData", data(record).toString());
    }

    private static void windows(ObjectNode record, ObjectNode row) {
        JsonNode system = system(record);
        system(system, row);
        row.put("Provider", system.path("Provider").path("Name").asString(""));
        row.put("EventLevel", text(system, "Level"));
        row.set("EventData", data(record));
    }

    private static String levelName(JsonNode system) {
        String level = text(system, "Level");
        return level.matches("\\d") ? LEVELS.getOrDefault(Integer.valueOf(level), "") : "";
    }

    private static String message(ObjectNode record) {
        return record.path(WindowsRecords.EVENT).path("RenderingInfo").path("Message").path("text")
                .asString("");
    }

    private static JsonNode system(ObjectNode record) {
        return record.path(WindowsRecords.EVENT).path("System");
    }

    private static JsonNode data(ObjectNode record) {
        JsonNode event = record.path(WindowsRecords.EVENT);
        return event.has("EventData") ? event.path("EventData") : event.path("UserData");
    }

    /// The text of a child element.
    private static String text(JsonNode parent, String name) {
        return parent.path(name).path("text").asString("");
    }
}
