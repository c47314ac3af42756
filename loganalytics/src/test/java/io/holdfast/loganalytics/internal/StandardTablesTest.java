package io.holdfast.loganalytics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import org.junit.jupiter.api.Test;

class StandardTablesTest {

    @Test
    void eachBundledTableHasItsColumnsWithTheTimeFirst() {
        assertThat(StandardTables.names()).hasSizeGreaterThan(200).contains("AZKVAuditLogs",
                "CommonSecurityLog",
                "DeviceProcessEvents", "Event", "SecurityAlert", "SecurityEvent", "SigninLogs", "Syslog",
                "WindowsEvent");
        assertThat(StandardTables.names()).allSatisfy(name -> assertThat(
                StandardTables.find(name).orElseThrow().columns().getFirst())
                .isEqualTo(new ColumnSchema("TimeGenerated", KqlType.DATETIME)));
    }

    @Test
    void namesAreFoundInAnyCase() {
        assertThat(StandardTables.find("syslog").orElseThrow().column("SyslogMessage"))
                .contains(new ColumnSchema("SyslogMessage", KqlType.STRING));
        assertThat(StandardTables.find("NoSuchTable")).isEmpty();
    }

    @Test
    void theTablesOfDefenderHaveAnotherNameOfTheTimeUnlessItIsAColumn() {
        assertThat(StandardTables.names()).filteredOn(StandardTables::hasTimestamp).hasSizeGreaterThan(25)
                .contains("AlertInfo", "DeviceProcessEvents", "EmailEvents", "UrlClickEvents")
                .doesNotContain("Syslog", "SecurityEvent").allSatisfy(name -> assertThat(
                        StandardTables.find(name).orElseThrow().column("Timestamp")).isEmpty());
    }
}
