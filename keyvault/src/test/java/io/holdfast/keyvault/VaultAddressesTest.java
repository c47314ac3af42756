package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultAddressesTest {

    private static final String VERSION = "0123456789abcdef0123456789abcdef";

    private final VaultAddresses addresses = new VaultAddresses("Holdfast.example", () -> 8443,
            () -> Optional.of("first"));

    @ParameterizedTest
    @ValueSource(strings = {"https://first.vault.holdfast.example:8443/keys/kek/" + VERSION,
            "https://FIRST.vault.Holdfast.example/Keys/KEK/" + VERSION,
            "https://first.vault.holdfast.example:443/keys/kek/" + VERSION + "/",
            "https://holdfast.example:8443/keys/kek/" + VERSION,
            "https://holdfast.example/keys/kek/" + VERSION})
    void everyFormOfOneIdIsTheSame(String text) {
        KeyId id = addresses.parse(text);

        assertThat(id).isEqualTo(new KeyId("first.vault.holdfast.example", "kek", Optional.of(VERSION)));
        assertThat(id.toString()).isEqualTo("https://first.vault.holdfast.example/keys/kek/" + VERSION);
        assertThat(addresses.parse(id.toString())).isEqualTo(id);
        assertThat(addresses.uri(id))
                .isEqualTo("https://first.vault.holdfast.example:8443/keys/kek/" + VERSION);
        assertThat(addresses.builtInVault(id)).contains("first");
    }

    @Test
    void aVaultUriAndItsPartsNameTheSameKey() {
        assertThat(addresses.keyId("https://first.vault.holdfast.example:8443/", "Kek", Optional.empty()))
                .isEqualTo(addresses.parse("https://holdfast.example:8443/keys/kek"))
                .isEqualTo(addresses.keyId("https://first.vault.holdfast.example", "kek", Optional.empty()));
    }

    @Test
    void anotherServerIsNotThisOne() {
        KeyId azure = addresses.parse("https://Corp.vault.azure.net:443/keys/kek");
        KeyId otherPort = addresses.parse("https://first.vault.holdfast.example:9443/keys/kek");

        assertThat(azure.toString()).isEqualTo("https://corp.vault.azure.net/keys/kek");
        assertThat(addresses.builtInVault(azure)).isEmpty();
        assertThat(otherPort.toString()).isEqualTo("https://first.vault.holdfast.example:9443/keys/kek");
        assertThat(addresses.builtInVault(otherPort)).isEmpty();
        assertThat(otherPort).isNotEqualTo(addresses.parse("https://first.vault.holdfast.example/keys/kek"));
    }

    @Test
    void theDefaultPortIsNotPrinted() {
        VaultAddresses standard = new VaultAddresses("localhost", () -> 443, Optional::empty);

        assertThat(standard.vaultUri("V1")).isEqualTo("https://v1.vault.localhost/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kek", "http://first.vault.holdfast.example/keys/kek",
            "https://first.vault.holdfast.example/secrets/kek", "https://first.vault.holdfast.example/keys",
            "https://first.vault.holdfast.example/keys/a_b",
            "https://first.vault.holdfast.example/keys/kek/1",
            "https://first.vault.holdfast.example/keys/kek/" + VERSION + "/more", "https://a b/keys/kek"})
    void whatNamesNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> addresses.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hostsOfOtherServicesAreNotServed() {
        assertThat(addresses.servesHost("any.vault.holdfast.example")).isTrue();
        assertThat(addresses.servesHost("holdfast.example")).isTrue();
        assertThat(addresses.servesHost("127.0.0.1")).isTrue();
        assertThat(addresses.servesHost("login.holdfast.example")).isFalse();
        assertThat(addresses.servesHost("a.b.vault.holdfast.example")).isFalse();
    }
}
