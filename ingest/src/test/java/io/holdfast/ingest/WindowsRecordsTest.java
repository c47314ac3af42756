package io.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class WindowsRecordsTest {

    private static final String LOGON = """
            <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>
            <Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>
            <EventID>4624</EventID><Version>2</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode>
            <Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2026-05-01T10:00:00.1234567Z'/>
            <EventRecordID>211</EventRecordID><Correlation ActivityID='{00cc}'/>
            <Execution ProcessID='636' ThreadID='700'/><Channel>Security</Channel><Computer>dc1.corp</Computer>
            <Security/></System><EventData><Data Name='SubjectUserName'>-</Data>
            <Data Name='TargetUserName'>ada &amp; co</Data><Data Name='TargetDomainName'>CORP</Data>
            <Data Name='LogonType'>3</Data><Data Name='IpAddress'>10.0.0.7</Data></EventData>
            <RenderingInfo Culture='en-US'><Message>An account was successfully logged on.

            Subject: more</Message></RenderingInfo></Event>
            """;
    private static final String SERVICE = """
            <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="SCM"/>
            <EventID Qualifiers="16384">7036</EventID><Level>4</Level><Task>0</Task>
            <TimeCreated SystemTime="2026-05-01T10:00:01Z"/><Channel>System</Channel><Computer>dc1</Computer>
            <Security UserID="S-1-5-18"/></System><EventData><Data>Spooler</Data><Data>running</Data>
            <Binary>53</Binary></EventData></Event>""";

    @TempDir
    Path folder;

    @Test
    void eventsOneAfterAnotherAreRowsOfTheirTables() throws IOException {
        List<LogRecord> records = read(LOGON + SERVICE, StandardCharsets.UTF_8);

        assertThat(records).extracting(record -> record.values().path("@table").stringValue())
                .containsExactly("SecurityEvent", "Event");
        ObjectNode logon = WindowsRows.of("SecurityEvent", records.get(0).values());
        assertThat(logon.path("EventID").stringValue()).isEqualTo("4624");
        assertThat(logon.path("TimeGenerated").stringValue()).isEqualTo("2026-05-01T10:00:00.1234567Z");
        assertThat(logon.path("TargetAccount").stringValue()).isEqualTo("CORP\\ada & co");
        assertThat(logon.path("Account").stringValue()).isEqualTo("CORP\\ada & co");
        assertThat(logon.path("LogonType").stringValue()).isEqualTo("3");
        assertThat(logon.path("SubjectUserName").stringValue()).isEmpty();
        assertThat(logon.path("SystemProcessId").stringValue()).isEqualTo("636");
        assertThat(logon.path("Activity").stringValue())
                .isEqualTo("4624 - An account was successfully logged on.");
        ObjectNode service = WindowsRows.of("Event", records.get(1).values());
        assertThat(service.path("Source").stringValue()).isEqualTo("SCM");
        assertThat(service.path("EventLevelName").stringValue()).isEqualTo("Information");
        assertThat(service.path("EventData").stringValue()).contains("\"Param1\":\"Spooler\"", "\"Param2\"");
        assertThat(service.path("UserName").stringValue()).isEqualTo("S-1-5-18");
    }

    @Test
    void theExportOfEventViewerHasARootAndADeclaration() throws IOException {
        String export = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>" + SERVICE
                + LOGON
                + "</Events>";

        assertThat(read(export, StandardCharsets.UTF_8)).hasSize(2);
        assertThat(read("\uFEFF" + export.replace("utf-8", "utf-16"), StandardCharsets.UTF_16LE)).hasSize(2);
        ObjectNode row = WindowsRows.of("WindowsEvent",
                read(export, StandardCharsets.UTF_8).get(1).values());
        assertThat(row.path("EventData").path("IpAddress").stringValue()).isEqualTo("10.0.0.7");
        assertThat(row.path("Provider").stringValue()).isEqualTo("Microsoft-Windows-Security-Auditing");
    }

    @Test
    void whatIsBrokenEndsTheFileAndIsTold() throws IOException {
        List<LogRecord> records = read(SERVICE + "<Event><System></Event>" + LOGON, StandardCharsets.UTF_8);

        assertThat(records).hasSize(2);
        assertThat(records.get(1).problem()).get().asString().contains("well-formed");
    }

    @Test
    void noFileIsReadThroughAnEntity() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hidden");
        String hostile = "<?xml version=\"1.0\"?><!DOCTYPE Events [<!ENTITY x SYSTEM \"" + secret.toUri()
                + "\">]><Events><Event><System><Computer>&x;</Computer></System></Event></Events>";
        Path file = Files.writeString(folder.resolve("hostile.xml"), hostile);
        try (LogFile log = LogFile.open(file, LogFormat.WINDOWS, Instant.EPOCH)) {
            assertThat(log.hasNext()).isTrue();
            LogRecord record = log.next();
            assertThat(record.problem()).isPresent();
            assertThat(record.values().toString()).doesNotContain("hidden");
        }
    }

    private List<LogRecord> read(String text, Charset charset) throws IOException {
        Path file = Files.writeString(folder.resolve("events.xml"), text, charset);
        List<LogRecord> records = new ArrayList<>();
        try (LogFile log = LogFile.open(file, LogFormat.AUTO, Instant.EPOCH)) {
            assertThat(log.format()).isEqualTo(LogFormat.WINDOWS);
            log.forEachRemaining(records::add);
        }
        return records;
    }
}
