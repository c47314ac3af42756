package io.holdfast.externaldata;

/// Why a file outside cannot be read, in words for whoever asked. It quotes no address and no content.
final class ReadFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReadFailure(String message) {
        super(message, null, false, false);
    }
}
