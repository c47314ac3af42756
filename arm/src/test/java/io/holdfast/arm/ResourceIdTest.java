package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Headers;
import io.holdfast.rest.RequestBody;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceIdTest {

    private static final String WORKSPACE = "/subscriptions/S1/resourceGroups/Rg.1/providers"
            + "/Microsoft.OperationalInsights/workspaces/Ws1";

    @Test
    void staticSegmentsAreCanonicalAndNamesKeepTheirCasing() {
        ResourceId id = ResourceId.parse("/SUBSCRIPTIONS/S1/resourcegroups/Rg.1/Providers"
                + "/microsoft.operationalinsights/WORKSPACES/Ws1/LINKEDSERVICES/Cluster/");

        assertThat(id).hasToString(WORKSPACE + "/linkedServices/Cluster");
        assertThat(id.subscriptionId()).isEqualTo("S1");
        assertThat(id.resourceGroup()).isEqualTo("Rg.1");
        assertThat(id.namespace()).isEqualTo("Microsoft.OperationalInsights");
        assertThat(id.type()).isEqualTo("workspaces/linkedServices");
        assertThat(id.resourceType()).isEqualTo("Microsoft.OperationalInsights/workspaces/linkedServices");
        assertThat(id.name()).isEqualTo("Cluster");
        assertThat(id.fullName()).isEqualTo("Ws1/Cluster");
    }

    @Test
    void idsThatDifferInCasingOnlyAreEqual() {
        ResourceId one = ResourceId.parse(WORKSPACE);
        ResourceId other = ResourceId.parse(WORKSPACE.toUpperCase(Locale.ROOT));

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(ResourceId.parse(WORKSPACE + "2"));
    }

    @Test
    void parentsLeadUpToTheTenant() {
        ResourceId onboarding = ResourceId.parse(WORKSPACE).child("tables", "T_CL").parent().orElseThrow()
                .resource("Microsoft.SecurityInsights", "onboardingStates", "default");

        assertThat(onboarding.type()).isEqualTo("onboardingStates");
        assertThat(Stream.iterate(onboarding, id -> id.parent().orElseThrow()).limit(5))
                .extracting(ResourceId::toString)
                .containsExactly(WORKSPACE + "/providers/Microsoft.SecurityInsights/onboardingStates/default",
                        WORKSPACE, "/subscriptions/S1/resourceGroups/Rg.1", "/subscriptions/S1", "/");
        assertThat(ResourceId.TENANT.parent()).isEmpty();
    }

    @Test
    void aResourceMayBeCalledProviders() {
        ResourceId id = ResourceId.parse("/subscriptions/s/resourceGroups/providers/providers"
                + "/Microsoft.KeyVault/vaults/providers");

        assertThat(id.namespace()).isEqualTo("Microsoft.KeyVault");
        assertThat(id.type()).isEqualTo("vaults");
        assertThat(id.name()).isEqualTo("providers");
        assertThat(id.resourceGroup()).isEqualTo("providers");
    }

    @Test
    void whatIsWithinAScopeSharesItsWholeSegments() {
        ResourceId group = ResourceId.group("s", "rg1");

        assertThat(ResourceId.parse("/subscriptions/S/resourcegroups/RG1/providers/X.Y/t/n").isWithin(group))
                .isTrue();
        assertThat(group.isWithin(group)).isTrue();
        assertThat(group.isWithin(ResourceId.TENANT)).isTrue();
        assertThat(ResourceId.group("s", "rg10").isWithin(group)).isFalse();
        assertThat(ResourceId.subscription("s").isWithin(group)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "subscriptions/s", "/subscriptions", "/subscriptions/s/resourceGroups",
            "/subscriptions/s/resourceGroups/g/providers", "/subscriptions/s/resourceGroups/g/providers/X.Y",
            "/subscriptions/s/resourceGroups/g/providers/X.Y/t", "/subscriptions//resourceGroups/g",
            "/subscriptions/s/resourceGroups/g/providers/X.Y/t/n/sub", "/subscriptions/s/other/g",
            "/subscriptions/s/resourceGroups/g?x", "/subscriptions/s/resourceGroups/a%2Fb",
            "https://host/subscriptions/s"})
    void whatIsNoIdIsRefused(String text) {
        assertThat(ResourceId.tryParse(text)).isEmpty();
        assertThatThrownBy(() -> ResourceId.parse(text)).isInstanceOf(ApiException.class)
                .hasMessageContaining("LinkedInvalidPropertyId");
    }

    @ParameterizedTest
    @CsvSource({"subscriptions,/", "subscriptions/s/resourceGroups,/subscriptions/s",
            "subscriptions/s/providers/X.Y/register,/subscriptions/s",
            "subscriptions/s/resourceGroups/g/providers/X.Y/t,/subscriptions/s/resourceGroups/g",
            "subscriptions/s/resourceGroups/g/providers/X.Y/t/n/act,"
                    + "/subscriptions/s/resourceGroups/g/providers/X.Y/t/n",
            "subscriptions/s/resourceGroups/g/,/subscriptions/s/resourceGroups/g"})
    void theResourceOfARequestIsTheLongestIdInItsPath(String path, String id) {
        assertThat(ResourceId.of(request(Arrays.asList(path.split("/", -1))))).hasToString(id);
    }

    @Test
    void aSlashWithinASegmentCannotForgeAScope() {
        assertThatThrownBy(() -> ResourceId
                .of(request(List.of("subscriptions", "s", "resourceGroups", "mine/../theirs"))))
                .isInstanceOf(ApiException.class).hasMessageContaining("InvalidRequestUri");
        assertThatThrownBy(() -> ResourceId.group("s", "a/b")).isInstanceOf(IllegalArgumentException.class);
    }

    private static ApiRequest request(List<String> segments) {
        return new ApiRequest("GET", segments, Map.of(), Headers.NONE, RequestBody.EMPTY,
                URI.create("https://localhost:1"), "id", "127.0.0.1");
    }
}
