package io.holdfast.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.Api;
import io.holdfast.rest.Route;
import io.holdfast.server.InProcessServer.Answer;
import io.holdfast.server.lifecycle.Step.KeyAt;
import io.holdfast.server.lifecycle.Step.Who;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route of the product while the key of a cluster is revoked: it works, or is refused with the key's state, as
/// `dark.txt` says. The routes come from the product, so a new one needs its line.
class DarkRoutesTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ARM = "https://management.azure.com";
    private static final String REFUSED = "REFUSED";
    private static final String OTHER = "other";
    private static final Pattern ACCOUNT_DELETION = Pattern
            .compile("DELETE .*(clusters/\\{cluster}|workspaces/\\{workspace}|onboardingStates/.*)");
    private static final KeyAt KEY = new KeyAt(0, 0);
    /// Bodies that pass what comes before the key is asked for; all others get an empty object.
    private static final Map<String, String> BODIES = Map.of(
            "PUT clusters/{cluster}", "{'location':'westeurope'}",
            "PUT workspaces/{workspace}", "{'location':'westeurope'}",
            "PUT linkedServices/{service}", "{'properties':{'writeAccessResourceId':'CLUSTER'}}",
            "PUT linkedStorageAccounts/{kind}", "{'properties':{'storageAccountIds':[]}}",
            "PUT savedSearches/{search}",
            "{'properties':{'category':'c','displayName':'d','query':'print 1'}}",
            "PUT incidents/{incident}", "{'properties':{'title':'t','severity':'Low','status':'New'}}",
            "PUT onboardingStates/{state}", "{'properties':{'customerManagedKey':true}}",
            "POST streams/{stream}", "[]",
            "POST {workspace}/query", "{'query':'print 1'}");

    @TempDir
    private static Path folder;

    private static Product product;
    private static Map<String, String> verdicts;
    private static String rule;

    @BeforeAll
    static void darken() {
        verdicts = verdicts();
        product = Product.create(folder, START);
        Model model = new Model(START);
        for (Step step : List.of(new Step.PutVault(0), new Step.NewVersion(KEY, true),
                new Step.PutCluster(0, 500), new Step.GivePolicy(0, new Who(0)),
                new Step.GivePolicy(0, new Who(-1)), new Step.SetKey(0, KEY, 0), new Step.PutWorkspace(0),
                new Step.PutTable(0), new Step.Link(0, 0), new Step.Onboard(0, true), new Step.Confirm(0),
                new Step.Ingest(0), new Step.PutIncident(0))) {
            model.take(step);
            assertThat(product.take(step, model)).as(step.toString()).startsWith("20");
        }
        rule = ruleBody();
        Step revocation = new Step.Enable(KEY, 0, false);
        model.take(revocation);
        product.take(revocation, model);
    }

    @AfterAll
    static void close() {
        product.close();
    }

    private static String ruleBody() {
        Map<String, String> at = product.pathVariables();
        return product.arm("GET /subscriptions/" + at.get("sub") + "/resourceGroups/" + at.get("group")
                + "/providers/Microsoft.Insights/dataCollectionRules/" + at.get("rule"), "2022-06-01", "")
                .json()
                .toString();
    }

    private static Map<String, String> verdicts() {
        try (InputStream in = DarkRoutesTest.class.getResourceAsStream("/authorisation/dark.txt")) {
            Map<String, String> read = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                        int equals = line.lastIndexOf(" = ");
                        read.put(line.substring(0, equals), line.substring(equals + 3));
                    });
            return read;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// A route with the API that it is of.
    private record At(Api api, Route route) {

        String name() {
            return route.method() + " "
                    + route.path().toString().replaceAll("(/\\{p\\d+\\?})+", "/{anything}");
        }

        String line() {
            return verdicts.keySet().stream().filter(line -> Pattern.matches(line, name())).findFirst()
                    .orElseThrow(() -> new AssertionError("No line of dark.txt fits " + name()));
        }

        String verdict() {
            return verdicts.getOrDefault(line(), "");
        }

        /// What deletes comes last, and of that what deletes most.
        int order() {
            return !route.method().equals("DELETE") ? 0 : 100 - route.path().toString().length();
        }
    }

    private static List<At> routes() {
        List<At> routes = new ArrayList<>();
        product.apis().forEach(api -> api.routes().forEach(route -> routes.add(new At(api, route))));
        return routes;
    }

    @Test
    void everyRouteFitsALineAndEveryLineARoute() {
        Set<String> unused = new TreeSet<>(verdicts.keySet());
        routes().forEach(at -> unused.remove(at.line()));

        assertThat(unused).isEmpty();
    }

    /// What is refused is asked first, as what works deletes everything in the end.
    @Test
    void rulesR13_S17_S19_everyRouteIsRefusedWithTheKeysStateOrWorks() {
        Map<String, String> wrong = new TreeMap<>();
        routes().stream().filter(at -> at.verdict().equals(REFUSED)).forEach(at -> {
            String answer = answer(at).brief();
            if (!answer.equals(Model.REVOKED)) {
                wrong.put(at.name(), answer);
            }
        });
        Set<Integer> deletions = new TreeSet<>();
        routes().stream().filter(at -> !at.verdict().equals(REFUSED) && !at.verdict().startsWith(OTHER))
                .sorted(Comparator.comparingInt(At::order)).forEach(at -> {
                    Answer answer = answer(at);
                    if (answer.brief().contains("CustomerManagedKey") || answer.status() >= 500) {
                        wrong.put(at.name(), answer.brief());
                    }
                    if (ACCOUNT_DELETION.matcher(at.name()).matches()) {
                        deletions.add(answer.status());
                    }
                });

        assertThat(wrong).isEmpty();
        assertThat(deletions).containsExactly(200);
    }

    private static Answer answer(At at) {
        String path = path(at.route().path().toString());
        String host = path.matches("/(keys|deletedkeys|rng).*")
                ? product.pathVariables().get("vault") + ".vault.localhost"
                : "localhost";
        return product.send(at.api().usualAudience().orElse(ARM), host,
                at.route().method() + " " + path + "?api-version=" + version(path) + "&query=print",
                body(at));
    }

    private static String body(At at) {
        if (at.name().equals("PUT /subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Insights/"
                + "dataCollectionRules/{rule}")) {
            return rule;
        }
        Map<String, String> names = product.pathVariables();
        return BODIES.entrySet().stream().filter(entry -> {
            String[] parts = entry.getKey().split(" ", 2);
            return at.route().method().equals(parts[0])
                    && at.route().path().toString().endsWith("/" + parts[1]);
        }).map(Map.Entry::getValue).findFirst().orElse("{}").replace("CLUSTER",
                "/subscriptions/" + names.get("sub")
                        + "/resourceGroups/" + names.get("group")
                        + "/providers/Microsoft.OperationalInsights/clusters/"
                        + names.get("cluster"));
    }

    private static String path(String template) {
        Map<String, String> values = new TreeMap<>(product.pathVariables());
        if (template.startsWith("/v1/workspaces")) {
            values.put("workspace", values.get("customerId"));
        } else if (template.startsWith("/dataCollectionRules")) {
            values.put("rule", values.get("immutableId"));
        }
        StringBuilder path = new StringBuilder();
        for (String part : template.substring(1).split("/", -1)) {
            String name = part.startsWith("{") ? part.substring(1, part.length() - 1) : "";
            if (!name.endsWith("?")) {
                path.append('/').append(name.isEmpty() ? part : values.getOrDefault(name, "absent"));
            }
        }
        return path.toString();
    }

    private static String version(String path) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("/keys", "7.4");
        versions.put("/deletedkeys", "7.4");
        versions.put("/rng", "7.4");
        versions.put("/dataCollectionRules/", "2023-01-01");
        String dataPlane = versions.entrySet().stream().filter(entry -> path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse("");
        if (!dataPlane.isEmpty()) {
            return dataPlane;
        }
        versions.clear();
        versions.put("/Microsoft.Authorization/", "2022-04-01");
        versions.put("/diagnosticSettings", "2021-05-01-preview");
        versions.put("/Microsoft.SecurityInsights/", "2022-11-01");
        versions.put("/Microsoft.KeyVault/", "2023-07-01");
        versions.put("/Microsoft.OperationalInsights/", "2022-10-01");
        versions.put("/Microsoft.ManagedIdentity/", "2023-01-31");
        versions.put("/Microsoft.Insights/", "2022-06-01");
        return versions.entrySet().stream().filter(entry -> path.contains(entry.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse("2022-09-01");
    }
}
