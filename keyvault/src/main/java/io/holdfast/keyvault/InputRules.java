package io.holdfast.keyvault;

import io.holdfast.crypto.HashAlgorithm;

/// What an operation may be given: what an algorithm does not use is refused, as its caller believes that it
/// is used.
final class InputRules {

    private InputRules() {}

    /// @throws VaultException.Invalid naming the member that does not fit
    static void check(CryptoCommand command) {
        CryptoCommand.Input input = command.input();
        switch (command.algorithm().scheme()) {
            case KeyAlgorithm.Gcm _ -> checkGcm(command.operation(), input);
            case KeyAlgorithm.Cbc _ -> {
                refuse("aad", input.aad(), "CBC authenticates nothing");
                refuse("tag", input.tag(), "CBC authenticates nothing");
            }
            case KeyAlgorithm.DigestSigning signing -> checkSigned(command, signing.hash());
            case KeyAlgorithm.Encryption _,KeyAlgorithm.Signing _ -> checkPlain(input);
        }
    }

    private static void checkGcm(CryptoOperation operation, CryptoCommand.Input input) {
        if (operation == CryptoOperation.ENCRYPT) {
            refuse("iv", input.iv(), "the vault makes the initialization vector of GCM itself");
            refuse("tag", input.tag(), "it is made by encrypting");
        }
    }

    private static void checkSigned(CryptoCommand command, HashAlgorithm hash) {
        checkPlain(command.input());
        boolean signs = command.operation() == CryptoOperation.SIGN;
        byte[] digest = signs ? command.input().value() : command.input().digest();
        if (digest.length != hash.sizeBytes()) {
            throw Refusals.invalid(signs ? "value" : "digest", "the digest has " + digest.length
                    + " bytes (must be " + hash.sizeBytes() + " for " + command.algorithm().id() + ")");
        }
    }

    private static void checkPlain(CryptoCommand.Input input) {
        refuse("iv", input.iv(), "the algorithm uses none");
        refuse("aad", input.aad(), "the algorithm uses none");
        refuse("tag", input.tag(), "the algorithm uses none");
    }

    private static void refuse(String member, byte[] value, String why) {
        if (value.length != 0) {
            throw Refusals.invalid(member, why);
        }
    }
}
