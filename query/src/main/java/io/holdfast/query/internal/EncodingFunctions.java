package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.GUID;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions between texts and other forms of the same content: base64, compressed, hashed, punycode.
final class EncodingFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("base64_decode_toarray", DYNAMIC, a -> toArray((String) a[0]), STRING),
            JavaFunction.of("base64_encode_fromarray", STRING, a -> fromArray(a[0]), DYNAMIC),
            JavaFunction.of("base64_decode_toguid", GUID, a -> toGuid((String) a[0]), STRING),
            JavaFunction.of("base64_encode_fromguid", STRING, a -> fromGuid((String) a[0]), GUID),
            JavaFunction.of("gzip_compress_to_base64_string", STRING, a -> gzip((String) a[0]), STRING),
            JavaFunction.of("gzip_decompress_from_base64_string", STRING,
                    a -> decompress((String) a[0], true), STRING),
            JavaFunction.of("zlib_compress_to_base64_string", STRING, a -> zlib((String) a[0]), STRING),
            JavaFunction.of("zlib_decompress_from_base64_string", STRING,
                    a -> decompress((String) a[0], false), STRING),
            JavaFunction.of("punycode_from_string", STRING, a -> Punycode.encode((String) a[0]), STRING),
            JavaFunction.of("punycode_to_string", STRING, a -> Punycode.decode((String) a[0]), STRING),
            JavaFunction.of("punycode_domain_to_string", STRING, a -> domain((String) a[0], true), STRING),
            JavaFunction.of("punycode_domain_from_string", STRING, a -> domain((String) a[0], false),
                    STRING),
            JavaFunction.of("is_ascii", BOOL, a -> ((String) a[0]).chars().allMatch(c -> c < 128), STRING),
            JavaFunction.of("is_utf8", BOOL, a -> ((String) a[0]).indexOf('\uFFFD') < 0, STRING),
            JavaFunction.of("hash_text", LONG, a -> XxHash64.hash(utf8((String) a[0])), STRING),
            JavaFunction.of("hash_long", LONG, a -> XxHash64.hash(littleEndian((Long) a[0], 8)), LONG),
            JavaFunction.of("hash_int", LONG, a -> XxHash64.hash(littleEndian((Long) a[0], 4)), LONG),
            JavaFunction.of("hash_guid", LONG, a -> XxHash64.hash(bytes((String) a[0])), GUID),
            JavaFunction.variadic("hash_combine", LONG, a -> combine((String) a[0])));

    private static final Pattern DOTS = Pattern.compile("[.\u3002\uff0e\uff61]");
    /// Most bytes that a compressed text may give.
    private static final int MOST_BYTES = 16 << 20;
    /// Header and checksum, RFC 1950.
    private static final int ZLIB_FRAME_BYTES = 6;
    private static final int GZIP_HEADER_BYTES = 10;
    private static final int GZIP_TRAILER_BYTES = 8;
    /// The last bytes of a header that tells nothing of the system, as the mirrored engine writes it.
    private static final short UNKNOWN_SYSTEM = (short) 0xFF00;

    private EncodingFunctions() {}

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static @Nullable String toArray(String text) {
        byte[] bytes = text.strip().length() % 4 == 0 ? decode(text) : null;
        if (bytes == null) {
            return null;
        }
        ArrayNode array = Json.newArray();
        for (byte value : bytes) {
            array.add(value & 0xFF);
        }
        return Json.write(array);
    }

    private static String fromArray(Object json) {
        ArrayNode array = Json.array(json).orElseGet(Json::newArray);
        byte[] bytes = new byte[array.size()];
        for (int index = 0; index < bytes.length; index++) {
            JsonNode value = array.get(index);
            if (!value.isIntegralNumber() || Json.number(value) < 0 || Json.number(value) > 255) {
                return "";
            }
            bytes[index] = (byte) Json.number(value);
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// The first three fields of a guid are stored with their least byte first.
    private static @Nullable String toGuid(String text) {
        byte[] bytes = decode(text);
        if (bytes == null || bytes.length != 16) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long high = ((in.getInt() & 0xFFFFFFFFL) << 32) | ((in.getShort() & 0xFFFFL) << 16)
                | (in.getShort() & 0xFFFFL);
        return new UUID(high, in.order(ByteOrder.BIG_ENDIAN).getLong()).toString();
    }

    private static byte[] bytes(String guid) {
        UUID uuid = UUID.fromString(guid);
        long high = uuid.getMostSignificantBits();
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16)).putShort((short) high).order(ByteOrder.BIG_ENDIAN)
                .putLong(uuid.getLeastSignificantBits()).array();
    }

    private static String fromGuid(String guid) {
        return Base64.getEncoder().encodeToString(bytes(guid));
    }

    private static byte[] littleEndian(long value, int size) {
        byte[] bytes = new byte[size];
        for (int index = 0; index < size; index++) {
            bytes[index] = (byte) (value >>> (8 * index));
        }
        return bytes;
    }

    private static byte[] deflate(String text, boolean bare, int level) {
        try (Deflater deflater = new Deflater(level, bare)) {
            deflater.setInput(utf8(text));
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    /// What does not shrink is stored as it is.
    private static byte[] packed(String text, boolean bare) {
        byte[] fast = deflate(text, bare, Deflater.BEST_SPEED);
        int frame = bare ? 0 : ZLIB_FRAME_BYTES;
        return fast.length - frame < utf8(text).length
                ? fast
                : deflate(text, bare, Deflater.NO_COMPRESSION);
    }

    private static String zlib(String text) {
        return Base64.getEncoder().encodeToString(packed(text, false));
    }

    /// Writes a gzip member, RFC 1952: header, deflated bytes, checksum and size.
    private static String gzip(String text) {
        byte[] plain = utf8(text);
        byte[] deflated = packed(text, true);
        CRC32 crc = new CRC32();
        crc.update(plain);
        return Base64.getEncoder().encodeToString(ByteBuffer
                .allocate(GZIP_HEADER_BYTES + deflated.length + GZIP_TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN).putInt(0x00088B1F).putInt(0).putShort(UNKNOWN_SYSTEM)
                .put(deflated).putInt((int) crc.getValue()).putInt(plain.length).array());
    }

    /// Returns the empty text for what is no compressed text of bounded size.
    private static String decompress(String text, boolean gzip) {
        byte[] bytes = decode(text);
        int start = gzip ? GZIP_HEADER_BYTES : 0;
        // Members with optional header fields are not written by the function that compresses.
        if (bytes == null || bytes.length <= start
                || (gzip && (bytes[0] != 0x1F || bytes[1] != (byte) 0x8B || bytes[3] != 0))) {
            return "";
        }
        try (Inflater inflater = new Inflater(gzip)) {
            inflater.setInput(bytes, start, bytes.length - start);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if ((count == 0 && (inflater.needsInput() || inflater.needsDictionary()))
                        || out.size() > MOST_BYTES) {
                    return "";
                }
                out.write(buffer, 0, count);
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (DataFormatException | CharacterCodingException _) {
            return "";
        }
    }

    /// Converts each label of a domain name by itself.
    private static String domain(String name, boolean encode) {
        Matcher dots = DOTS.matcher(name);
        StringBuilder out = new StringBuilder();
        int start = 0;
        while (start <= name.length()) {
            boolean found = dots.find(start);
            String label = name.substring(start, found ? dots.start() : name.length());
            out.append(encode ? encodeLabel(label) : decodeLabel(label)).append(found ? "." : "");
            start = found ? dots.end() : name.length() + 1;
        }
        return out.toString();
    }

    private static String encodeLabel(String label) {
        return label.chars().allMatch(c -> c < 128) ? label : "xn--" + Punycode.encode(label);
    }

    private static String decodeLabel(String label) {
        return label.startsWith("xn--") ? Punycode.decode(label.substring(4)) : label;
    }

    /// Combines hashes in their order.
    private static long combine(String hashes) {
        long result = 0;
        for (JsonNode hash : Json.array(hashes).orElseThrow()) {
            result = result * 31 + hash.asLong(0);
        }
        return result;
    }
}
