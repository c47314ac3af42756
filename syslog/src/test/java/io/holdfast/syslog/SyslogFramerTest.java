package io.holdfast.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogFramerTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void countedAndLinedMessagesAreCutWhereverTheStreamBreaks(int piece) {
        assertThat(cut("5 a\nb c<1>line\n<2>two\r\n\n2 xy12\n7x\n<3>open", piece, 100))
                .containsExactly("a\nb c", "<1>line", "<2>two\r", "xy", "12", "7x", "<3>open");
    }

    @Test
    void aMessageBeyondTheBoundIsCutAndCounted() {
        SyslogFramer framer = new SyslogFramer(4);
        List<String> messages = new ArrayList<>();
        byte[] bytes = "<1>long\nabcd\n8 counted!x\n".getBytes(StandardCharsets.UTF_8);

        framer.take(bytes, bytes.length,
                message -> messages.add(new String(message, StandardCharsets.UTF_8)));

        assertThat(messages).containsExactly("<1>l", "abcd", "coun", "x");
        assertThat(framer.cutMessages()).isEqualTo(2);
    }

    private static List<String> cut(String stream, int piece, int maxBytes) {
        SyslogFramer framer = new SyslogFramer(maxBytes);
        List<String> messages = new ArrayList<>();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            framer.take(part, part.length,
                    message -> messages.add(new String(message, StandardCharsets.UTF_8)));
        }
        framer.end(message -> messages.add(new String(message, StandardCharsets.UTF_8)));
        return messages;
    }
}
