package io.holdfast.loganalytics;

/// A store was closed under a request and is open again or about to be: the request is to be sent again.
final class StoreReopeningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreReopeningException() {
        super("The store was closed and is being opened again", null, false, false);
    }
}
