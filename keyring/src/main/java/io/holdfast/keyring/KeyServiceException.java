package io.holdfast.keyring;

/// A vault did not do as asked; see [VaultFault] for what that means.
public final class KeyServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient VaultAnswer answer;

    public KeyServiceException(VaultAnswer answer) {
        super(answer.brief() + ": " + answer.message());
        this.answer = answer;
    }

    public KeyServiceException(VaultAnswer answer, Throwable cause) {
        super(answer.brief() + ": " + answer.message(), cause);
        this.answer = answer;
    }

    /// What the vault said.
    public VaultAnswer answer() {
        return answer;
    }
}
