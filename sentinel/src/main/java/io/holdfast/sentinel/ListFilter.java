package io.holdfast.sentinel;

import io.holdfast.rest.ApiException;
import io.holdfast.sentinel.FilterWords.Word;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/// `$filter` of lists: the part of OData that clients of the mirrored service use. `eq ne gt ge lt le`
/// between a member and a value or null, `contains startswith endswith` on texts, `and or not` and
/// parentheses. Texts are compared without regard to case. A member that is absent equals null only.
/// Source: OData 4.01 URL conventions, 5.1.1.
///
/// Errors name the character, counted from 1. For one thread.
final class ListFilter {

    private static final int MAX_DEPTH = 50;
    private static final Map<String, IntPredicate> COMPARISONS = Map.of("eq", result -> result == 0, "ne",
            result -> result != 0, "gt", result -> result > 0, "ge", result -> result >= 0, "lt",
            result -> result < 0, "le", result -> result <= 0);
    private static final Map<String, BiPredicate<String, String>> FUNCTIONS = Map.of("contains",
            String::contains, "startswith", String::startsWith, "endswith", String::endsWith);

    private final List<ListMember> members;
    private final FilterWords words;
    private int depth;

    private ListFilter(List<ListMember> members, FilterWords words) {
        this.members = members;
        this.words = words;
    }

    /// What the filter says of entries.
    ///
    /// @throws ApiException 400 `InvalidParameter` if it is not understood
    static ListCondition parse(String filter, List<ListMember> members) {
        FilterWords words = new FilterWords(filter);
        ListCondition read = new ListFilter(members, words).either();
        if (!words.isAtEnd()) {
            throw FilterWords.wrong(words.take("").at(), "'and', 'or' or the end is expected");
        }
        return read;
    }

    private ListCondition either() {
        ListCondition read = both();
        while (words.takes("or")) {
            read = read.or(both());
        }
        return read;
    }

    private ListCondition both() {
        ListCondition read = one();
        while (words.takes("and")) {
            read = read.and(one());
        }
        return read;
    }

    private ListCondition one() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw FilterWords.wrong(0, "it is nested deeper than " + MAX_DEPTH + " levels");
        }
        ListCondition read = within();
        depth--;
        return read;
    }

    private ListCondition within() {
        if (words.takes("not")) {
            return one().negate();
        }
        if (words.takes("(")) {
            ListCondition read = either();
            words.require(")");
            return read;
        }
        Word first = words.take("a member");
        return words.sees("(") ? call(first) : comparison(first);
    }

    private ListCondition call(Word name) {
        BiPredicate<String, String> function = FUNCTIONS.get(name.text().toLowerCase(Locale.ROOT));
        if (function == null || name.quoted()) {
            throw FilterWords.wrong(name.at(), "the functions are contains, startswith and endswith");
        }
        words.require("(");
        Word at = words.take("a member");
        int member = member(at);
        if (members.get(member).type() != ListMember.Type.TEXT) {
            throw FilterWords.wrong(at.at(), name.text() + " takes a member that is a text");
        }
        words.require(",");
        String wanted = text(member, words.take("a value"));
        words.require(")");
        return ListCondition.ofText(member, text -> function.test(text, wanted));
    }

    private ListCondition comparison(Word first) {
        int member = member(first);
        Word operator = words.take("an operator");
        IntPredicate test = COMPARISONS.get(operator.text().toLowerCase(Locale.ROOT));
        if (test == null || operator.quoted()) {
            throw FilterWords.wrong(operator.at(), "the operators are eq, ne, gt, ge, lt and le");
        }
        Word right = words.take("a value");
        ListCondition isNull = ListCondition.isNull(member);
        if (right.is("null")) {
            return test.test(0) ? isNull : isNull.negate();
        }
        ListCondition compared = members.get(member).type() == ListMember.Type.TEXT
                ? texts(member, text(member, right), test)
                : ListCondition.ofNumber(member, number(member, right), test);
        return operator.is("ne") ? isNull.or(compared) : compared;
    }

    private static ListCondition texts(int member, String wanted, IntPredicate test) {
        return ListCondition.ofText(member, text -> test.test(text.compareTo(wanted)));
    }

    private int member(Word word) {
        for (int i = 0; i < members.size(); i++) {
            if (!word.quoted() && members.get(i).path().equalsIgnoreCase(word.text())) {
                return i;
            }
        }
        throw FilterWords.wrong(word.at(), members.isEmpty()
                ? "this list takes no filter"
                : "a member is expected, one of "
                        + members.stream().map(ListMember::path).collect(Collectors.joining(", ")));
    }

    private String text(int member, Word word) {
        if (!word.quoted()) {
            throw notComparable(member, word);
        }
        return word.text().toLowerCase(Locale.ROOT);
    }

    private long number(int member, Word word) {
        try {
            return members.get(member).type() == ListMember.Type.TIME
                    ? ListMember.millis(word.text())
                    : Long.parseLong(word.text());
        } catch (DateTimeException | NumberFormatException e) {
            throw notComparable(member, word);
        }
    }

    private ApiException notComparable(int member, Word word) {
        return FilterWords.wrong(word.at(), members.get(member).path() + " is compared with "
                + members.get(member).type().example());
    }
}
