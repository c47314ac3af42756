package io.holdfast.keyvault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the bodies of the data plane. A member that is null counts as absent.
///
/// All methods throw [VaultException.Invalid], naming the member, where a value is of another type or out of
/// range.
final class KeyBodies {

    /// Far after any key: the year 9999.
    private static final long MAX_EPOCH_SECONDS = 253_402_300_799L;
    private static final long PUBLIC_EXPONENT = 65_537;

    private KeyBodies() {}

    /// The body of `create`.
    static KeyRequest create(ObjectNode body) {
        String kty = text(body, "kty").orElseThrow(() -> Refusals.invalid("kty", "it is missing"));
        KeyType type = KeyType.named(kty)
                .orElseThrow(
                        () -> Refusals.invalid("kty", "'" + kty + "' is not offered (must be RSA or oct)"));
        refuse(body, "release_policy");
        refuse(body, "crv");
        // The Azure SDK for Java sends 0 where its user gave none.
        long exponent = number(body, "public_exponent").filter(given -> given != 0).orElse(PUBLIC_EXPONENT);
        if (exponent != PUBLIC_EXPONENT) {
            throw Refusals.invalid("public_exponent", "must be " + PUBLIC_EXPONENT);
        }
        KeySpec spec = spec(body, type);
        List<String> operations = operations(body).orElseGet(type::defaultOperations);
        KeyFields.checkOperations(operations, type);
        ObjectNode attributes = object(body, "attributes");
        KeyRequest.Times times = new KeyRequest.Times(flag(attributes, "enabled").orElse(true),
                time(attributes, "nbf"), time(attributes, "exp"));
        KeyFields.checkTimes(times.notBefore(), times.expires());
        if (flag(attributes, "exportable").orElse(false)) {
            throw Refusals.invalid("exportable", "exportable keys are not offered");
        }
        return new KeyRequest(type, spec, operations, times, tags(body).orElse(Map.of()));
    }

    private static KeySpec spec(ObjectNode body, KeyType type) {
        int size = number(body, "key_size").map(KeyBodies::small).orElse(type.specs().getFirst().sizeBits());
        return type.specs().stream().filter(spec -> spec.sizeBits() == size).findFirst()
                .orElseThrow(() -> Refusals.invalid("key_size",
                        "must be one of " + type.specs().stream().map(KeySpec::sizeBits).toList()));
    }

    /// The body of an update; operations are checked against the key's type later.
    static KeyRequest.Update update(ObjectNode body) {
        refuse(body, "release_policy");
        ObjectNode attributes = object(body, "attributes");
        // The Azure SDK for Java sends an empty list where its user gave none: unchanged.
        Optional<List<String>> operations = operations(body).filter(given -> !given.isEmpty());
        return new KeyRequest.Update(operations, flag(attributes, "enabled"), time(attributes, "nbf"),
                time(attributes, "exp"), tags(body));
    }

    /// The body of encrypt, decrypt, wrapKey and unwrapKey.
    static CryptoBody crypto(ObjectNode body) {
        String algorithm = text(body, "alg").orElseThrow(() -> Refusals.invalid("alg", "it is missing"));
        String value = text(body, "value").orElseThrow(() -> Refusals.invalid("value", "it is missing"));
        try {
            return new CryptoBody(algorithm,
                    CryptoCommand.Input.of(Base64.getUrlDecoder().decode(value)));
        } catch (IllegalArgumentException _) {
            throw Refusals.invalid("value", "must be base64url");
        }
    }

    /// What it names.
    record CryptoBody(String algorithm, CryptoCommand.Input input) {}

    private static void refuse(ObjectNode body, String member) {
        if (member(body, member).isPresent()) {
            throw Refusals.invalid(member, "it is not offered for this key");
        }
    }

    private static Optional<JsonNode> member(JsonNode object, String name) {
        return Optional.of(object.path(name)).filter(value -> !value.isMissingNode() && !value.isNull());
    }

    private static Optional<String> text(JsonNode object, String name) {
        return member(object, name).map(value -> {
            if (!value.isString()) {
                throw Refusals.invalid(name, "must be a text");
            }
            return value.stringValue();
        });
    }

    private static Optional<Boolean> flag(JsonNode object, String name) {
        return member(object, name).map(value -> {
            if (!value.isBoolean()) {
                throw Refusals.invalid(name, "must be true or false");
            }
            return value.booleanValue();
        });
    }

    private static Optional<Long> number(JsonNode object, String name) {
        return member(object, name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw Refusals.invalid(name, "must be a whole number");
            }
            return value.longValue();
        });
    }

    private static int small(long number) {
        return number < 0 || number > Integer.MAX_VALUE ? -1 : (int) number;
    }

    private static Optional<Instant> time(JsonNode attributes, String name) {
        return number(attributes, name).map(seconds -> {
            if (seconds < 0 || seconds > MAX_EPOCH_SECONDS) {
                throw Refusals.invalid(name, "must be seconds since 1970");
            }
            return Instant.ofEpochSecond(seconds);
        });
    }

    private static ObjectNode object(ObjectNode body, String name) {
        return member(body, name).map(value -> {
            if (value instanceof ObjectNode object) {
                return object;
            }
            throw Refusals.invalid(name, "must be an object");
        }).orElseGet(body::objectNode);
    }

    private static Optional<List<String>> operations(ObjectNode body) {
        return member(body, "key_ops").map(value -> {
            List<String> operations = new ArrayList<>();
            value.forEach(operation -> {
                if (!operation.isString()) {
                    throw Refusals.invalid("key_ops", "must be a list of texts");
                }
                operations.add(operation.stringValue());
            });
            if (!value.isArray()) {
                throw Refusals.invalid("key_ops", "must be a list of texts");
            }
            return List.copyOf(operations);
        });
    }

    private static Optional<Map<String, String>> tags(ObjectNode body) {
        if (member(body, "tags").isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> tags = new LinkedHashMap<>();
        object(body, "tags").properties().forEach(tag -> {
            if (!tag.getValue().isString()) {
                throw Refusals.invalid("tags", "values must be texts");
            }
            tags.put(tag.getKey(), tag.getValue().stringValue());
        });
        KeyFields.checkTags(tags);
        return Optional.of(tags);
    }
}
