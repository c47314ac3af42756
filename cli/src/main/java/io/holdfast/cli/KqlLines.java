package io.holdfast.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Lines of KQL as the terminal reads them: a query goes on until a line ends with `;` or is empty.
final class KqlLines implements Parser {

    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*$");

    /// The word at the cursor, for completion.
    private record Line(String line, int cursor, String word) implements CompletingParsedLine {
        /// Names are completed as they are.
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }

        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !isWhole(line)) {
            throw new EOFError(-1, cursor, "The query goes on");
        }
        Matcher word = WORD.matcher(line.substring(0, cursor));
        return new Line(line, cursor, word.find() ? word.group() : "");
    }

    private static boolean isWhole(String text) {
        String plain = text.strip();
        return plain.isEmpty() || plain.endsWith(";") || text.endsWith("\n") || plain.equals("exit")
                || plain.equals("quit");
    }

    /// The query of accepted lines: without what ends it.
    static String query(String lines) {
        return lines.strip().replaceAll(";+$", "").strip();
    }
}
