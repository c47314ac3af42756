package io.holdfast.keyring;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.UnsealException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// One vault with one key, whose answers a test decides. It really wraps: what it did not wrap it does not
/// unwrap.
final class FakeVault implements KeyEncryptionService {

    static final String URI = "https://kv1.vault.test";
    static final String KEY = "cmk";

    private static final Aad AAD = Aad.of("fake-vault");

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SealingKey> versions = new LinkedHashMap<>();
    private final Set<String> disabled = new HashSet<>();
    private final Set<String> strangers = new HashSet<>();
    private final List<Consumer<KeyChange>> consumers = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    Optional<VaultAnswer> fault = Optional.empty();
    Optional<SecretBytes> impostor = Optional.empty();
    Runnable afterUnwrap = () -> {};
    boolean recoverable = true;
    boolean wraps = true;
    String type = "RSA";

    String newVersion() {
        String version = String.format("%032x", versions.size() + 1);
        versions.put(version, SealingKey.generate(random));
        return version;
    }

    void disable(String version) {
        disabled.add(version);
    }

    void enable(String version) {
        disabled.remove(version);
    }

    void takeAccess(String principalId) {
        strangers.add(principalId);
    }

    void giveAccess(String principalId) {
        strangers.remove(principalId);
    }

    void push() {
        consumers.forEach(consumer -> consumer.accept(new KeyChange(URI, Optional.of(KEY))));
    }

    long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    @Override
    public KeyReference canonical(KeyReference reference) {
        String uri = reference.vaultUri().toLowerCase(java.util.Locale.ROOT).replaceAll("(:443)?/*$", "");
        return new KeyReference(uri, reference.keyName(), reference.version());
    }

    @Override
    public VaultKey key(KeyReference reference, String principalId) {
        calls.add("get");
        String version = reference.version().orElseGet(() -> List.copyOf(versions.keySet()).getLast());
        judge(reference.vaultUri(), reference.keyName(), version, principalId, false);
        return new VaultKey(new VaultKeyId(URI, KEY, version), type, 2048, !disabled.contains(version), wraps,
                recoverable);
    }

    @Override
    public boolean permitsWrapping(VaultKeyId keyId, String principalId) {
        return false;
    }

    @Override
    public WrappedKey wrap(VaultKeyId keyId, String algorithm, SecretBytes aek, String principalId) {
        calls.add("wrap");
        SealingKey key = judge(keyId.vaultUri(), keyId.keyName(), keyId.version(), principalId, true);
        return new WrappedKey(keyId, algorithm, aek.insecureUse(bytes -> key.seal(bytes, AAD)));
    }

    @Override
    public SecretBytes unwrap(WrappedKey wrapped, String principalId) {
        calls.add("unwrap");
        VaultKeyId keyId = wrapped.keyId();
        SealingKey key = judge(keyId.vaultUri(), keyId.keyName(), keyId.version(), principalId, true);
        try {
            SecretBytes aek = SecretBytes.takeOwnership(key.open(wrapped.bytes(), AAD));
            return impostor.map(SecretBytes::copy).orElse(aek);
        } catch (UnsealException e) {
            throw new KeyServiceException(new VaultAnswer(400, "BadParameter", Optional.empty(), "no"), e);
        } finally {
            Runnable hook = afterUnwrap;
            afterUnwrap = () -> {};
            hook.run();
        }
    }

    @Override
    public void onChange(Consumer<KeyChange> consumer) {
        consumers.add(consumer);
    }

    private SealingKey judge(String uri, String name, String version, String principalId, boolean use) {
        if (fault.isPresent()) {
            throw new KeyServiceException(fault.get());
        }
        if (strangers.contains(principalId)) {
            throw new KeyServiceException(forbidden("ForbiddenByPolicy"));
        }
        SealingKey key = versions.get(version);
        if (key == null || !uri.equals(URI) || !name.equals(KEY)) {
            throw new KeyServiceException(
                    new VaultAnswer(404, "KeyNotFound", Optional.empty(), "no such key"));
        }
        if (use && disabled.contains(version)) {
            throw new KeyServiceException(forbidden("KeyDisabled"));
        }
        return key;
    }

    static VaultAnswer forbidden(String innerCode) {
        return new VaultAnswer(403, "Forbidden", Optional.of(innerCode), "the vault says no");
    }
}
