package io.holdfast.server;

import io.helidon.webserver.CloseConnectionException;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request's body, read at most once and never past the limit. For one thread.
final class BoundedBody implements RequestBody {

    private final OptionalLong declaredBytes;
    private final Supplier<InputStream> source;
    private byte @Nullable [] content;

    /// @param declaredBytes the header Content-Length; empty where there is none
    /// @param source opened when the body is first read
    BoundedBody(OptionalLong declaredBytes, Supplier<InputStream> source) {
        this.declaredBytes = declaredBytes;
        this.source = source;
    }

    @Override
    public byte[] read(int limitBytes) {
        if (declaredBytes.isPresent() && declaredBytes.getAsLong() > limitBytes) {
            throw tooLong(limitBytes);
        }
        byte[] all = content;
        if (all == null) {
            // One more than there should be, so that a longer body is noticed; no buffer for more than that.
            all = readAtMost((int) Math.min(declaredBytes.orElse(limitBytes), limitBytes) + 1);
        }
        if (all.length > limitBytes) {
            throw tooLong(limitBytes);
        }
        content = all;
        return all;
    }

    private byte[] readAtMost(int bytes) {
        try {
            return source.get().readNBytes(bytes);
        } catch (IOException | UncheckedIOException | CloseConnectionException e) {
            throw new ApiException(400, "RequestBodyIncomplete",
                    "The request's body ended before its declared end.");
        }
    }

    private static ApiException tooLong(int limitBytes) {
        return new ApiException(413, "RequestEntityTooLarge",
                "The request's body is longer than " + limitBytes + " bytes.");
    }
}
