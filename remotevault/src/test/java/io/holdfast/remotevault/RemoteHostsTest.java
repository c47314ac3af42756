package io.holdfast.remotevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteHostsTest {

    private final RemoteHosts hosts = new RemoteHosts(
            List.of(RemoteVault.parse("kv1.vault.azure.net"),
                    RemoteVault.parse("kv.Example:8443,example:8443=ca.pem"),
                    RemoteVault.parse("*.vault.example:9443,*.vault.example")));

    @ParameterizedTest
    @CsvSource({"https://kv1.vault.azure.net, https://kv1.vault.azure.net",
            "https://KV1.vault.azure.net:443/, https://kv1.vault.azure.net",
            "https://kv1.vault.azure.net./, https://kv1.vault.azure.net",
            "https://kv.example:8443, https://kv.example:8443",
            "https://example:8443/, https://kv.example:8443",
            "https://a.vault.example:9443, https://a.vault.example:9443",
            "https://A.vault.example, https://a.vault.example:9443"})
    void everyNameLeadsToTheCanonicalOne(String named, String canonical) {
        assertThat(hosts.find(named)).map(RemoteHosts.Found::uri).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://kv2.vault.azure.net", "https://kv1.vault.azure.net:8443",
            "https://kv.example", "https://a.b.vault.example", "https://vault.example",
            "https://evil.example/?https://kv1.vault.azure.net", "https://kv1.vault.azure.net@evil.example",
            "https://user@kv1.vault.azure.net", "https://kv1.vault.azure.net/path",
            "http://kv1.vault.azure.net", "kv1.vault.azure.net", "https://kv1.vault.azure.net#x",
            "https://a b"})
    void whatIsNotNamedIsNotAsked(String other) {
        assertThat(hosts.find(other)).isEmpty();
    }

    @Test
    void aVaultIsReadWithItsNamesAndAuthority() {
        assertThat(RemoteVault.parse(" KV.example:443, b.example:1=/etc/ca=1.pem")).isEqualTo(
                new RemoteVault(List.of("kv.example", "b.example:1"), Optional.of(Path.of("/etc/ca=1.pem"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "a_b", "https://a", "a/b", "*", "a.*.b", "*.a,b", "a,*.b", "a:x", "a:", "-a"})
    void aMalformedVaultIsRefused(String text) {
        assertThatThrownBy(() -> RemoteVault.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid remote vault");
    }
}
