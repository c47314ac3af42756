package io.holdfast.loganalytics.internal;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// The body of a request without its content encoding, bounded before and after decompression.
public final class BodyDecoder {

    private BodyDecoder() {}

    /// The decoded body.
    ///
    /// @param limitBytes the most that is read, compressed, and the most that comes out
    /// @throws ApiException 413 `ContentLengthLimitExceeded` if either is more; 415
    /// `UnsupportedContentEncoding`; 400
    ///     `InvalidRequest` if it does not decompress
    public static byte[] decode(ApiRequest request, int limitBytes) {
        String encoding = request.headers().first("content-encoding").orElse("identity").strip()
                .toLowerCase(Locale.ROOT);
        byte[] raw = read(request, limitBytes);
        return switch (encoding) {
            case "identity", "" -> raw;
            case "gzip" -> inflate(raw, limitBytes);
            default -> throw new ApiException(415, "UnsupportedContentEncoding",
                    "The content encoding is not supported: use gzip or none.");
        };
    }

    private static byte[] read(ApiRequest request, int limitBytes) {
        try {
            return request.body().read(limitBytes);
        } catch (ApiException e) {
            throw e.error().status() == 413 ? tooLong(limitBytes) : e;
        }
    }

    private static byte[] inflate(byte[] raw, int limitBytes) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            byte[] inflated = in.readNBytes(limitBytes + 1);
            if (inflated.length > limitBytes) {
                throw tooLong(limitBytes);
            }
            return inflated;
        } catch (IOException e) {
            throw new ApiException(400, "InvalidRequest",
                    "The body is said to be gzip and does not decompress.");
        }
    }

    private static ApiException tooLong(int limitBytes) {
        return new ApiException(413, "ContentLengthLimitExceeded", "The body is longer than " + limitBytes
                + " bytes, compressed or not: split it over several calls.");
    }
}
