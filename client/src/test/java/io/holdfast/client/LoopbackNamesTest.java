package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoopbackNamesTest {

    @Test
    void namesBelowLocalhostAreThisMachine() throws UnknownHostException {
        for (String name : List.of("siem-kv.vault.localhost", "Siem-KV.Vault.LOCALHOST", "localhost")) {
            assertThat(InetAddress.getAllByName(name)).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
        }
    }

    @Test
    void otherNamesAreNot() {
        assertThatThrownBy(() -> InetAddress.getAllByName("localhost.invalid"))
                .isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> InetAddress.getAllByName("notlocalhost.invalid"))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void aNameThatDoesNotResolveIsSaidAsSuch() {
        try (RestClient client = RestClient.trusting(Optional.empty())) {
            assertThatThrownBy(
                    () -> client.send("GET", URI.create("https://siem-kv.vault.invalid/"), "token"))
                    .isInstanceOf(RestException.class)
                    .hasMessageContaining("the name siem-kv.vault.invalid does not resolve")
                    .hasMessageNotContaining("token");
        }
    }
}
