package io.holdfast.syslog;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/// Cuts a stream into syslog messages: octet counting (RFC 6587 section 3.4.1, RFC 5425) or lines (RFC 6587
/// section 3.4.2), whichever each message begins with.
///
/// A message longer than the bound is cut there and its rest dropped, and counted. Not thread-safe.
public final class SyslogFramer {

    /// Octet counts have no more digits.
    private static final int MAX_DIGITS = 9;

    private final int maxBytes;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private State state = State.START;
    private long count;
    private int digits;
    private boolean cutting;
    private long cut;

    private enum State {
        START, COUNT, COUNTED, LINE
    }

    /// @param maxBytes of one message; RFC 5424 section 6.1 asks for 2,048 at least
    public SyslogFramer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Takes the next bytes of the stream and passes on each message that they complete.
    public void take(byte[] bytes, int length, Consumer<byte[]> messages) {
        for (int i = 0; i < length; i++) {
            take(bytes[i], messages);
        }
    }

    /// The stream has ended: passes on what an unfinished line holds.
    public void end(Consumer<byte[]> messages) {
        if (state == State.LINE) {
            finish(messages);
        }
    }

    /// How many messages were cut so far.
    public long cutMessages() {
        return cut;
    }

    private void take(byte octet, Consumer<byte[]> messages) {
        switch (state) {
            case START -> begin(octet, messages);
            case COUNT -> count(octet, messages);
            case COUNTED -> {
                keep(octet);
                if (--count == 0) {
                    finish(messages);
                }
            }
            case LINE -> {
                if (octet == '\n' || octet == 0) {
                    finish(messages);
                } else {
                    keep(octet);
                }
            }
        }
    }

    private void begin(byte octet, Consumer<byte[]> messages) {
        count = 0;
        digits = 0;
        if (octet >= '1' && octet <= '9') {
            state = State.COUNT;
            count(octet, messages);
        } else if (octet != '\n' && octet != '\r' && octet != 0) {
            state = State.LINE;
            keep(octet);
        }
    }

    private void count(byte octet, Consumer<byte[]> messages) {
        if (octet >= '0' && octet <= '9' && digits < MAX_DIGITS) {
            count = count * 10 + octet - '0';
            digits++;
        } else if (octet == ' ') {
            state = State.COUNTED;
        } else {
            // No count after all: a line that begins with digits.
            for (char digit : Long.toString(count).toCharArray()) {
                keep((byte) digit);
            }
            state = State.LINE;
            take(octet, messages);
        }
    }

    private void keep(byte octet) {
        if (message.size() < maxBytes) {
            message.write(octet);
        } else {
            cutting = true;
        }
    }

    private void finish(Consumer<byte[]> messages) {
        if (message.size() > 0) {
            messages.accept(message.toByteArray());
        }
        cut += cutting ? 1 : 0;
        cutting = false;
        message.reset();
        state = State.START;
    }
}
