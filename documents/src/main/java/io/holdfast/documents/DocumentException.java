package io.holdfast.documents;

/// An operating error of a document store. Corrupt and unavailable rows are told by the records' own
/// exceptions.
public abstract sealed class DocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DocumentException(String message) {
        super(message);
    }

    DocumentException(String message, Throwable cause) {
        super(message, cause);
    }

    /// The document is not in the state that the caller saw.
    public static final class EtagMismatch extends DocumentException {

        private static final long serialVersionUID = 1L;

        EtagMismatch(DocumentRef ref) {
            super("A document of the collection " + ref.collection() + " was changed since it was read");
        }
    }

    /// The store was closed, usually because its key went dark; nothing of the call took effect.
    public static final class Closed extends DocumentException {

        private static final long serialVersionUID = 1L;

        Closed() {
            super("The document store is closed");
        }

        Closed(Throwable cause) {
            super("The document store was closed during the call", cause);
        }
    }
}
