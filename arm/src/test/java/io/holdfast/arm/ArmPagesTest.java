package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ArmFixture.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmPagesTest {

    private static final String ORIGIN = "https://localhost:8443";
    private static final String GROUPS = "/subscriptions/" + ArmFixture.SUBSCRIPTION
            + "/resourcegroups?api-version=2021-04-01";

    @TempDir
    Path folder;

    @Test
    void pagesTogetherHoldEachValueOnceAlsoWhenOneIsDeletedBetweenThem() {
        try (ArmFixture arm = new ArmFixture(folder)) {
            List.of("a", "b", "c", "d", "e").forEach(name -> put(arm, name));
            List<String> seen = new ArrayList<>();
            Optional<String> next = Optional.of(ORIGIN + GROUPS + "&$top=2");
            while (next.isPresent()) {
                Answer page = arm.call("GET", next.get().substring(ORIGIN.length()));
                assertThat(page.json().path("value").size()).isLessThanOrEqualTo(2);
                page.json().path("value").forEach(group -> seen.add(group.path("name").asString()));
                if (arm.call("HEAD", ArmFixture.GROUP.replace("rg1", "b")).status() == 204) {
                    arm.ended(arm.call("DELETE", ArmFixture.GROUP.replace("rg1", "b")));
                }
                next = Optional.of(page.json().path("nextLink")).filter(link -> link.isString())
                        .map(link -> link.stringValue());
            }
            assertThat(seen).containsExactly("a", "b", "c", "d", "e");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$top=0", "$top=1001", "$top=x", "$skiptoken=*"})
    void whatIsNoPageIsRefused(String parameter) {
        try (ArmFixture arm = new ArmFixture(folder)) {
            assertThat(arm.call("GET", GROUPS + "&" + parameter).status()).isEqualTo(400);
        }
    }

    private static void put(ArmFixture arm, String name) {
        arm.call("PUT", ArmFixture.GROUP.replace("rg1", name), "{\"location\":\"westeurope\"}");
    }
}
