package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import io.holdfast.e2e.WriteCycle.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// Writers of every kind of object that the vaults keep, each with an object of its own.
final class VaultWriters {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String VERSION = "?api-version=2023-07-01";
    private static final String READER = "21090545-7ca7-4776-b22c-e363652d74d2";
    private static final String EC = "'kty':'EC','crv':'P-256'";

    private final List<WriteCycle> cycles = new ArrayList<>();
    private final String group;
    private final String vaultBody;
    private final String me;

    /// Makes the objects.
    ///
    /// @param group the id of the resource group
    /// @param me the object id of who calls
    VaultWriters(VaultCalls calls, String group, String me) {
        this.group = group;
        this.me = me;
        this.vaultBody = calls.call("GET", vault("durable"), "").body().toString().replace('"', '\'');
        for (String key : List.of("made", "changed", "turned", "ruled", "lives")) {
            done(calls.call("POST", "/keys/" + key + "/create", "{" + EC + ",'tags':{'n':'0'}}"));
        }
        done(calls.call("PUT", "/keys/taken", taken("0")));
        done(calls.call("PUT", "/keys/ruled/rotationpolicy", policy("0")));
        for (String name : List.of("durable-tagged", "durable-policed", "durable-lives")) {
            done(calls.call("PUT", vault(name), vaultBody));
        }
        done(calls.call("PATCH", vault("durable-tagged"), "{'tags':{'n':'0'}}"));
        String backup = calls.call("POST", "/keys/lives/backup", "").body().path("value").stringValue();
        addKeys(backup);
        addVaults();
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 201);
    }

    private String vault(String name) {
        return group + "/providers/Microsoft.KeyVault/vaults/" + name + VERSION;
    }

    private static String taken(String number) {
        return "{'key':{'kty':'oct','k':'AAECAwQFBgcICQoLDA0ODw'},'tags':{'n':'" + number + "'}}";
    }

    private static String policy(String number) {
        return "{'lifetimeActions':[{'trigger':{'timeBeforeExpiry':'P30D'},'action':{'type':'Notify'}}],"
                + "'attributes':{'expiryTime':'P10" + number + "D'}}";
    }

    private void addKeys(String backup) {
        cycles.add(WriteCycle.counting("create",
                new Step("POST", "/keys/made/create", "{" + EC + ",'tags':{'n':'#'}}",
                        "#"),
                calls -> calls.text("/keys/made", "/tags/n")));
        cycles.add(WriteCycle.counting("import", new Step("PUT", "/keys/taken", taken("#"), "#"),
                calls -> calls.text("/keys/taken", "/tags/n")));
        cycles.add(
                WriteCycle.counting("update", new Step("PATCH", "/keys/changed", "{'tags':{'n':'#'}}", "#"),
                        calls -> calls.text("/keys/changed", "/tags/n")));
        cycles.add(WriteCycle.counting("rotate", new Step("POST", "/keys/turned/rotate", "", "#"),
                calls -> Integer.toString(versions(calls) - 1)));
        cycles.add(WriteCycle.counting("rotation policy",
                new Step("PUT", "/keys/ruled/rotationpolicy", policy("#"), "P10#D"),
                calls -> calls.text("/keys/ruled/rotationpolicy", "/attributes/expiryTime")));
        Step delete = new Step("DELETE", "/keys/lives", "", "deleted");
        cycles.add(WriteCycle.round("delete, recover, purge, restore",
                List.of(delete, new Step("POST", "/deletedkeys/lives/recover", "", "there"), delete,
                        new Step("DELETE", "/deletedkeys/lives", "", "none"),
                        new Step("POST", "/keys/restore", "{'value':'" + backup + "'}", "there")),
                calls -> state(calls, "/keys/lives", "/deletedkeys/lives")));
    }

    private static int versions(VaultCalls calls) {
        int found = 0;
        String path = "/keys/turned/versions";
        while (!path.isEmpty()) {
            JsonNode page = calls.call("GET", path, "").body();
            found += page.path("value").size();
            path = page.path("nextLink").asString("").replaceFirst("^https://[^/]*", "")
                    .replaceFirst("api-version=7\\.4&", "");
        }
        return found;
    }

    private static String state(VaultCalls calls, String there, String deleted) {
        return calls.exists(there) ? "there" : calls.exists(deleted) ? "deleted" : "none";
    }

    private void addVaults() {
        cycles.add(WriteCycle.counting("vault update",
                new Step("PATCH", vault("durable-tagged"), "{'tags':{'n':'#'}}", "#"),
                calls -> calls.text(vault("durable-tagged"), "/tags/n")));
        String policies = "{'properties':{'accessPolicies':[{'tenantId':'11111111-1111-1111-1111-111111111111',"
                + "'objectId':'22222222-2222-2222-2222-222222222222','permissions':{'keys':['get']}}]}}";
        String policed = vault("durable-policed").replace(VERSION, "/accessPolicies/");
        cycles.add(WriteCycle.round("access policies",
                List.of(new Step("PUT", policed + "add" + VERSION, policies, "2"),
                        new Step("PUT", policed + "remove" + VERSION, policies, "1")),
                calls -> Integer.toString(calls.call("GET", vault("durable-policed"), "").body()
                        .at("/properties/accessPolicies").size())));
        String lives = vault("durable-lives");
        String subscription = group.substring(0, group.indexOf("/resourceGroups"));
        String deleted = subscription
                + "/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/durable-lives";
        Step delete = new Step("DELETE", lives, "", "deleted");
        cycles.add(WriteCycle.round("vault delete, recover, purge, create",
                List.of(delete, new Step("PUT", lives,
                        vaultBody.replace("'properties':{", "'properties':{'createMode':'recover',"),
                        "there"),
                        delete, new Step("POST", deleted + "/purge" + VERSION, "", "none"),
                        new Step("PUT", lives, vaultBody, "there")),
                calls -> state(calls, lives, deleted + VERSION)));
        String assignment = vault("durable").replace(VERSION,
                "/providers/Microsoft.Authorization/roleAssignments/"
                        + "aaaaaaaa-0000-4000-8000-000000000001?api-version=2022-04-01");
        cycles.add(WriteCycle.round("role assignment",
                List.of(new Step("PUT", assignment, "{'properties':{'roleDefinitionId':'" + subscription
                        + "/providers/Microsoft.Authorization/roleDefinitions/" + READER + "','principalId':'"
                        + me
                        + "'}}", "there"), new Step("DELETE", assignment, "", "none")),
                calls -> calls.exists(assignment) ? "there" : "none"));
    }

    /// Lets all write at once until so many writes were acknowledged; then runs `kill`.
    ///
    /// @return what `kill` gives
    <T> T writeUntil(int count, VaultCalls calls, Supplier<T> kill) {
        AtomicInteger writes = new AtomicInteger();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> threads = cycles.stream().map(cycle -> Thread.ofVirtual()
                .uncaughtExceptionHandler((_, e) -> failures.add(e))
                .start(() -> cycle.write(calls, writes))).toList();
        Await.until("the vaults are written to", PATIENCE,
                () -> writes.get() >= count || !failures.isEmpty());
        T killed = kill.get();
        threads.forEach(VaultWriters::join);
        assertThat(failures).isEmpty();
        return killed;
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Every object is in its old or its new state.
    void readBack(VaultCalls calls) {
        cycles.forEach(cycle -> cycle.readBack(calls));
    }

    /// Every kind was written to.
    void allHaveWritten() {
        assertThat(cycles)
                .allSatisfy(cycle -> assertThat(cycle.acknowledged()).as(cycle.name()).isPositive());
    }

    /// How many writes of a kind were acknowledged or found done.
    int acknowledged(String name) {
        return cycles.stream().filter(cycle -> cycle.name().equals(name)).mapToInt(WriteCycle::acknowledged)
                .sum();
    }
}
