package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;

/// A key on an elliptic curve in a token. Thread-safe.
public final class TokenEcKey {

    static final String ALGORITHM = "NONEwithECDSAinP1363Format";

    private final Provider provider;
    private final PrivateKey handle;
    private final EcPublicKey open;

    TokenEcKey(Provider provider, PrivateKey handle, EcPublicKey open) {
        this.provider = provider;
        this.handle = handle;
        this.open = open;
    }

    /// The public half.
    public EcPublicKey publicKey() {
        return open;
    }

    /// Signs a digest; the answer is r and s, each as long as the field.
    ///
    /// @throws TokenException if the token failed
    public byte[] sign(byte[] digest) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM, provider);
            signature.initSign(handle);
            signature.update(digest);
            return signature.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TokenException("The PKCS #11 token did not sign", e);
        }
    }
}
