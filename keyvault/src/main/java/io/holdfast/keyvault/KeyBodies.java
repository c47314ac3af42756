package io.holdfast.keyvault;

import io.holdfast.crypto.EcCurve;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Reads the bodies of the data plane.
///
/// All methods throw [VaultException.Invalid], naming the member that is missing or wrong.
final class KeyBodies {

    private static final long PUBLIC_EXPONENT = 65_537;
    private static final byte[] NONE = {};

    private KeyBodies() {}

    /// The body of `create`.
    static KeyRequest create(ObjectNode body) {
        KeyType type = type(Members.requiredText(body, "kty"));
        // The Azure SDK for Java sends 0 where its user gave none.
        long exponent = Members.number(body, "public_exponent").filter(given -> given != 0)
                .orElse(PUBLIC_EXPONENT);
        if (exponent != PUBLIC_EXPONENT) {
            throw Refusals.invalid("public_exponent", "must be " + PUBLIC_EXPONENT);
        }
        KeySpec spec = spec(body, type);
        return request(body, type, spec, Members.texts(body, "key_ops"));
    }

    /// @throws VaultException.Invalid if there is no such type
    static KeyType type(String kty) {
        return KeyType.named(kty).orElseThrow(() -> Refusals.invalid("kty",
                "'" + kty + "' is not offered (must be RSA, EC or oct, or one of them with -HSM)"));
    }

    /// What creating and importing have in common.
    ///
    /// @param operations empty for those of the type
    static KeyRequest request(ObjectNode body, KeyType type, KeySpec spec,
            Optional<List<String>> operations) {
        Members.refuse(body, "release_policy", "keys that can be released are not offered");
        // The Azure SDK for Java sends an empty list where its user gave none.
        List<String> used = operations.filter(given -> !given.isEmpty()).orElseGet(type::defaultOperations);
        KeyFields.checkOperations(used, type);
        ObjectNode attributes = Members.object(body, "attributes");
        KeyRequest.Times times = new KeyRequest.Times(Members.flag(attributes, "enabled").orElse(true),
                Members.time(attributes, "nbf"), Members.time(attributes, "exp"));
        KeyFields.checkTimes(times.notBefore(), times.expires());
        if (Members.flag(attributes, "exportable").orElse(false)) {
            throw Refusals.invalid("exportable", "exportable keys are not offered");
        }
        return new KeyRequest(type, spec, used, times, Members.tags(body).orElse(Map.of()));
    }

    private static KeySpec spec(ObjectNode body, KeyType type) {
        List<KeySpec> offered = type.specs();
        Optional<KeySpec> curve = Members.text(body, "crv").map(crv -> curve(crv, offered));
        Optional<Long> size = Members.number(body, "key_size");
        if (size.isEmpty()) {
            return curve.orElse(offered.getFirst());
        }
        return curve.map(List::of).orElse(offered).stream().filter(spec -> spec.sizeBits() == size.get())
                .findFirst().orElseThrow(() -> Refusals.invalid("key_size", "must be one of "
                        + offered.stream().map(KeySpec::sizeBits).distinct().toList()));
    }

    private static KeySpec curve(String crv, List<KeySpec> offered) {
        return EcCurve.named(crv).map(KeySpec.Ec::new).filter(offered::contains)
                .orElseThrow(() -> Refusals.invalid("crv", "'" + crv
                        + "' is not offered for this type of key (must be P-256, P-384, P-521 or P-256K, and"
                        + " the type EC)"));
    }

    /// The body of an update; operations are checked against the key's type later.
    static KeyRequest.Update update(ObjectNode body) {
        Members.refuse(body, "release_policy", "keys that can be released are not offered");
        ObjectNode attributes = Members.object(body, "attributes");
        // The Azure SDK for Java sends an empty list where its user gave none: unchanged.
        Optional<List<String>> operations = Members.texts(body, "key_ops").filter(given -> !given.isEmpty());
        return new KeyRequest.Update(operations, Members.flag(attributes, "enabled"),
                Members.time(attributes, "nbf"), Members.time(attributes, "exp"), Members.tags(body));
    }

    /// The body of a cryptographic operation.
    static CryptoBody crypto(ObjectNode body) {
        String algorithm = Members.requiredText(body, "alg");
        return new CryptoBody(algorithm, new CryptoCommand.Input(Members.requiredBytes(body, "value"),
                Members.bytes(body, "iv").orElse(NONE), Members.bytes(body, "aad").orElse(NONE),
                Members.bytes(body, "tag").orElse(NONE), Members.bytes(body, "digest").orElse(NONE)));
    }

    /// What it names.
    record CryptoBody(String algorithm, CryptoCommand.Input input) {}
}
