package io.holdfast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands in one row of [RuleLogs] for the placeholders: its user, host and addresses are the same in all columns.
final class RowParts {

    private static final Pattern PLACEHOLDER = Pattern.compile("<(user|host|client|remote|guid|[zn]:\\d+)>");
    private static final int USERS = 2_000;
    private static final int HOSTS = 400;
    private static final int SERVERS = 5_000;

    private final Random random;
    private final int user;
    private final int host;

    RowParts(Random random) {
        this.random = random;
        this.user = ranked(USERS);
        this.host = ranked(HOSTS);
    }

    /// A value as texts and placeholders, each placeholder with a leading `<`.
    static List<String> pieces(String value) {
        List<String> pieces = new ArrayList<>();
        Matcher found = PLACEHOLDER.matcher(value);
        int end = 0;
        while (found.find()) {
            pieces.add("=" + value.substring(end, found.start()));
            pieces.add("<" + found.group(1));
            end = found.end();
        }
        pieces.add("=" + value.substring(end));
        return List.copyOf(pieces);
    }

    /// Appends what a piece stands for.
    void append(StringBuilder to, String piece) {
        if (piece.charAt(0) == '=') {
            to.append(piece, 1, piece.length());
            return;
        }
        switch (piece.charAt(1)) {
            case 'u' -> to.append(10_000 + user);
            case 'h' -> to.append(host);
            case 'c' -> to.append("10.").append(user % 16).append('.').append(user / 16 % 256).append('.')
                    .append(1 + user % 250);
            case 'r' -> remote(to, ranked(SERVERS));
            case 'g' -> to.append(new UUID(random.nextLong(), random.nextLong()));
            case 'z' -> to.append(ranked(Integer.parseInt(piece, 3, piece.length(), 10)));
            default -> to.append(random.nextInt(Integer.parseInt(piece, 3, piece.length(), 10)));
        }
    }

    private static void remote(StringBuilder to, int server) {
        to.append(52 + server % 8).append('.').append(server / 8 % 256).append('.').append(server % 256)
                .append(".7");
    }

    private int ranked(int count) {
        // The inverse of the distribution of ranks, which is logarithmic.
        return (int) Math.floor(Math.exp(random.nextDouble() * Math.log(count + 1.0))) - 1;
    }
}
