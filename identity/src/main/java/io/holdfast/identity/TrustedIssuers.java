package io.holdfast.identity;

import com.nimbusds.jose.JWSAlgorithm;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The outside issuers whose access tokens are accepted, read from a file.
///
/// ```
/// {"v":1, "issuers":[{"issuer", "audiences":[...], "resources":[...]?, "algorithms":[...]?,
///   "jwksUrl", "caFile"? | "jwksFile", "principals":[{"claim","value","principal"}]}]}
/// ```
/// Files are named relative to the folder of this one. Other members are refused, so that a misspelt one is not taken
/// for absent.
public final class TrustedIssuers {

    /// No outside issuer.
    public static final TrustedIssuers NONE = new TrustedIssuers(List.of());

    private static final int MAX_ISSUERS = 50;
    private static final Set<String> MEMBERS = Set.of("issuer", "audiences", "resources", "algorithms",
            "jwksUrl",
            "caFile", "jwksFile", "principals");

    private final List<Configured> issuers;

    private TrustedIssuers(List<Configured> issuers) {
        this.issuers = List.copyOf(issuers);
    }

    /// An issuer and where its keys are.
    record Configured(TrustedIssuer issuer, KeySource keys) {}

    List<Configured> issuers() {
        return issuers;
    }

    /// Reads the file.
    ///
    /// @throws IllegalArgumentException if it cannot be read or says something that is not understood
    public static TrustedIssuers read(Path file) {
        try {
            ObjectNode json = Json.parseObject(Files.readAllBytes(file));
            requireMembers(json, Set.of("v", "issuers"));
            if (json.path("v").asInt(0) != 1) {
                throw new IllegalArgumentException("the member v must be 1");
            }
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
            List<Configured> all = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (JsonNode node : json.path("issuers")) {
                Configured one = issuer(node, folder);
                if (!names.add(one.issuer().issuer()) || all.size() >= MAX_ISSUERS) {
                    throw new IllegalArgumentException(
                            "each issuer may occur once, and at most " + MAX_ISSUERS);
                }
                all.add(one);
            }
            return new TrustedIssuers(all);
        } catch (IOException | ApiException | IllegalArgumentException e) {
            throw new IllegalArgumentException("The trusted issuers in " + file + " cannot be used: "
                    + e.getMessage(), e);
        }
    }

    private static Configured issuer(JsonNode json, Path folder) {
        requireMembers(json, MEMBERS);
        List<String> algorithms = texts(json, "algorithms");
        Set<JWSAlgorithm> parsed = algorithms.isEmpty()
                ? Set.of(JWSAlgorithm.RS256)
                : algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        List<ClaimRule> rules = StreamSupport.stream(json.path("principals").spliterator(), false)
                .map(TrustedIssuers::rule).toList();
        return new Configured(new TrustedIssuer(text(json, "issuer"), Set.copyOf(texts(json, "audiences")),
                texts(json, "resources"), parsed, rules), keys(json, folder));
    }

    private static ClaimRule rule(JsonNode json) {
        requireMembers(json, Set.of("claim", "value", "principal"));
        return new ClaimRule(text(json, "claim"), text(json, "value"), text(json, "principal"));
    }

    private static KeySource keys(JsonNode json, Path folder) {
        if (json.has("jwksFile") == json.has("jwksUrl") || (json.has("jwksFile") && json.has("caFile"))) {
            throw new IllegalArgumentException(
                    "an issuer needs either jwksUrl, with or without caFile, or jwksFile");
        }
        return json.has("jwksFile")
                ? new KeySource.File(folder.resolve(text(json, "jwksFile")))
                : new KeySource.Url(URI.create(text(json, "jwksUrl")),
                        Json.text(json, "caFile").map(folder::resolve));
    }

    private static void requireMembers(JsonNode json, Set<String> known) {
        Set<String> unknown = new HashSet<>(json.propertyNames());
        unknown.removeAll(known);
        if (!json.isObject() || !unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown members " + unknown + " (known are " + known + ")");
        }
    }

    private static String text(JsonNode json, String member) {
        return Json.text(json, member)
                .orElseThrow(() -> new IllegalArgumentException("the text " + member + " is missing"));
    }

    private static List<String> texts(JsonNode json, String member) {
        return StreamSupport.stream(json.path(member).spliterator(), false).map(node -> {
            if (!node.isString()) {
                throw new IllegalArgumentException(member + " must be an array of texts");
            }
            return node.stringValue();
        }).toList();
    }
}
