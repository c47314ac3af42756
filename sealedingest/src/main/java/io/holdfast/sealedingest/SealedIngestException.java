package io.holdfast.sealedingest;

import org.jspecify.annotations.Nullable;

/// An operating error of sealed ingest. Messages carry nothing of a batch.
public abstract sealed class SealedIngestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private SealedIngestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// Blame: caller. The cluster has not opted in, or not had its key since.
    public static final class NotReady extends SealedIngestException {
        private static final long serialVersionUID = 1L;

        NotReady() {
            super("The cluster takes no sealed batches", null);
        }
    }

    /// Blame: unavailable. As much waits as may.
    public static final class QuotaReached extends SealedIngestException {
        private static final long serialVersionUID = 1L;

        QuotaReached(long quotaBytes) {
            super("The sealed batches of the cluster have reached their quota of " + quotaBytes + " bytes",
                    null);
        }
    }

    /// Blame: corrupt. The key of the batches is not the one that was made under this account key.
    public static final class Corrupt extends SealedIngestException {
        private static final long serialVersionUID = 1L;

        Corrupt(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// Blame: unavailable. A file could not be written or read.
    public static final class Storage extends SealedIngestException {
        private static final long serialVersionUID = 1L;

        Storage(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
