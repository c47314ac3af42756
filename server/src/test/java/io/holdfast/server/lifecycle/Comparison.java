package io.holdfast.server.lifecycle;

import io.holdfast.server.InProcessServer.Answer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the model and the product say of the same moment, as texts; the first difference is an [AssertionError].
final class Comparison {

    private static final String NOT_FOUND = "404 ResourceNotFound";

    private final Model model;
    private final Product product;
    // What the model said last, by what it is about.
    private final Map<String, String> last = new HashMap<>();

    Comparison(Model model, Product product) {
        this.model = model;
        this.product = product;
    }

    /// Compares all that can be seen.
    void check() {
        last.clear();
        checkChanges();
    }

    /// Compares what the model says that changed since it was last compared.
    void checkChanges() {
        for (int i = 0; i < Model.CLUSTERS; i++) {
            int number = i;
            Optional<ClusterModel> cluster = model.cluster(i);
            same("cluster " + i, cluster.map(this::expected).orElse(NOT_FOUND), () -> seenCluster(number));
        }
        for (int i = 0; i < Model.WORKSPACES; i++) {
            int number = i;
            WorkspaceModel workspace = model.workspaces[i];
            same("workspace " + i, expected(workspace), () -> seenWorkspace(number));
            same("rows of workspace " + i, new WorkspaceRules(model).query(workspace),
                    () -> product.query(number));
            same("incidents of workspace " + i, new SentinelRules(model).incidents(workspace),
                    () -> product.listIncidents(number));
        }
    }

    private void same(String what, String expected, Supplier<String> seen) {
        if (!expected.equals(last.put(what, expected))) {
            same(what, expected, seen.get());
        }
    }

    static void same(String what, String expected, String seen) {
        if (!expected.equals(seen)) {
            throw new AssertionError(what + ": expected " + expected + " but was " + seen);
        }
    }

    private String expected(ClusterModel cluster) {
        String key = cluster.shown.map(shown -> "key-" + shown.key().key() + "/"
                + shown.version().map(product::versionName).orElse("")).orElse("");
        return cluster.capacity + " GB, key " + key + ", " + health("LOG_STORE", cluster.logs)
                + health("DOCUMENT_STORE", cluster.documents) + wrapped(cluster);
    }

    private String health(String kind, @Nullable StoreModel store) {
        if (store == null) {
            return "";
        }
        Optional<String> denial = store.denial(model.vaults);
        return kind + (denial.isEmpty() ? " Available ; " : " Revoked " + denial.get() + "; ");
    }

    private String wrapped(ClusterModel cluster) {
        TreeSet<String> wrapped = new TreeSet<>();
        wrappedBy(cluster.logs).ifPresent(id -> wrapped.add("LOG_STORE by " + id));
        Stream.ofNullable(cluster.documents).flatMap(store -> wrappedBy(store).stream())
                .forEach(id -> wrapped.add("DOCUMENT_STORE by " + id));
        return wrapped.toString();
    }

    private Optional<String> wrappedBy(@Nullable StoreModel store) {
        return Optional.ofNullable(store).flatMap(one -> Optional.ofNullable(one.wrapping))
                .map(by -> product.versionName(by.version()));
    }

    private String seenCluster(int number) {
        Answer shown = product.getCluster(number, "");
        if (shown.status() != 200) {
            return shown.brief();
        }
        JsonNode key = shown.json().at("/properties/keyVaultProperties");
        String health = product.getCluster(number, "/keyHealth").json().path("value").valueStream()
                .map(Comparison::health).collect(Collectors.joining());
        return shown.json().at("/sku/capacity").asInt() + " GB, key "
                + (key.isObject()
                        ? key.path("keyName").asString() + "/" + key.path("keyVersion").asString()
                        : "")
                + ", " + health + usage(product.getCluster(number, "/keyUsage").json().path("value"));
    }

    private static String health(JsonNode store) {
        String answer = store.at("/vaultAnswer/innerCode")
                .asString(store.at("/vaultAnswer/code").asString(""));
        return store.path("storageResource").asString() + " " + store.path("state").asString() + " " + answer
                + "; ";
    }

    /// Which records each version wraps; that it may be disabled only where it wraps none is checked on the way.
    private String usage(JsonNode versions) {
        TreeSet<String> wrapped = new TreeSet<>();
        for (JsonNode version : versions) {
            String id = version.path("keyId").asString().replaceAll(".*/", "");
            version.path("wrapped")
                    .forEach(record -> wrapped.add(record.path("storageResource").asString() + " by " + id));
            boolean needed = model.stores()
                    .anyMatch(store -> wrappedBy(store).filter(id::equals).isPresent());
            same("whether version " + id + " may be disabled", String.valueOf(!needed),
                    String.valueOf(version.path("mayBeDisabled").asBoolean()));
        }
        return wrapped.toString();
    }

    private static String expected(WorkspaceModel workspace) {
        if (!workspace.isThere()) {
            return NOT_FOUND;
        }
        String link = workspace.cluster < 0 ? "" : "cluster-" + workspace.cluster;
        return "linked to " + link + ", onboarding " + workspace.sentinel;
    }

    private String seenWorkspace(int number) {
        Answer shown = product.getWorkspace(number);
        return shown.status() != 200
                ? shown.brief()
                : "linked to "
                        + shown.text("/properties/features/clusterResourceId").replaceAll(".*/", "")
                        + ", onboarding " + onboarding(product.getState(number));
    }

    private static String onboarding(Answer state) {
        return state.status() == 404 ? "NONE" : switch (state.text("/properties/confirmation")) {
            case "NotRequired" -> "PLATFORM_KEY";
            case "Pending" -> "UNCONFIRMED";
            case "Confirmed" -> "CONFIRMED";
            default -> Objects.toString(state);
        };
    }
}
