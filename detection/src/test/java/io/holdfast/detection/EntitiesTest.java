package io.holdfast.detection;

import static io.holdfast.detection.Results.result;
import static io.holdfast.detection.Results.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.query.QueryResult;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntitiesTest {

    private static List<Map<String, String>> entities(String type, Map<String, String> columns,
            QueryResult result) {
        return Entities.of(List.of(new AlertTemplate.EntityMapping(type, columns)), Rows.of(result));
    }

    @Test
    void aFullNameIsTakenApart() {
        Map<String, String> user = Map.of("FullName", "User");
        assertThat(entities("Account", user,
                result("User", row("ann@contoso.com"), row("CONTOSO\\bob"), row("carl"))))
                .containsExactly(Map.of("Type", "Account", "Name", "ann", "UPNSuffix", "contoso.com"),
                        Map.of("Type", "Account", "Name", "bob", "NTDomain", "CONTOSO"),
                        Map.of("Type", "Account", "Name", "carl"));
        assertThat(entities("Host", user, result("User", row("web1.contoso.com"), row("web2"))))
                .containsExactly(Map.of("Type", "Host", "HostName", "web1", "DnsDomain", "contoso.com"),
                        Map.of("Type", "Host", "HostName", "web2"));
    }

    @Test
    void theSameEntityIsThereOnceAndAnEmptyOneNotAtAll() {
        assertThat(entities("IP", Map.of("Address", "Ip"),
                result("Ip", row("10.0.0.1"), row((Object) null), row(""), row("10.0.0.1"), row("10.0.0.2"))))
                .extracting(entity -> entity.get("Address")).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(entities("IP", Map.of("Address", "Missing"), result("Ip", row("10.0.0.1")))).isEmpty();
    }

    @Test
    void anAccountThatOnlyHasAGenericNameIsLeftOut() {
        QueryResult rows = result("User,Domain", row("System", null), row("system", "CONTOSO"));
        assertThat(entities("Account", Map.of("Name", "User", "NTDomain", "Domain"), rows))
                .containsExactly(Map.of("Type", "Account", "Name", "system", "NTDomain", "CONTOSO"));
        assertThat(entities("Malware", Map.of("Name", "User"), rows)).hasSize(2);
    }

    @Test
    void thereAreNoMoreEntitiesThanAnAlertMayHold() {
        QueryResult many = result("Name", IntStream.range(0, 501).mapToObj(i -> row("host" + i)).toList());
        assertThat(entities("Host", Map.of("HostName", "Name"), many)).hasSize(500);
        QueryResult large = result("Name",
                IntStream.range(0, 8).mapToObj(i -> row(i + "x".repeat(10_000))).toList());
        assertThat(entities("Process", Map.of("CommandLine", "Name"), large)).hasSize(6);
    }
}
