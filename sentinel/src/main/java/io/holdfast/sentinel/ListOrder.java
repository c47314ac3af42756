package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The order of a list: `$orderby`, and by name where that is even.
///
/// @param member index of the member that it goes by; -1 for by name alone
/// @param ofText whether that is a text
record ListOrder(int member, boolean ofText, boolean descending) {

    private static final Pattern ORDER = Pattern.compile("(\\S+)(?:\\s+(asc|desc))?",
            Pattern.CASE_INSENSITIVE);

    /// @param asked as `$orderby` has it; by name if empty
    /// @throws ApiException 400 `InvalidParameter` if it names no member
    static ListOrder of(String asked, List<ListMember> members) {
        if (asked.isEmpty()) {
            return new ListOrder(-1, false, false);
        }
        Matcher words = ORDER.matcher(asked.strip());
        for (int i = 0; words.matches() && i < members.size(); i++) {
            if (members.get(i).path().equalsIgnoreCase(words.group(1))) {
                return new ListOrder(i, members.get(i).type() == ListMember.Type.TEXT,
                        "desc".equalsIgnoreCase(words.group(2)));
            }
        }
        throw ArmErrors.invalidParameter("$orderby", "'$orderby' must be "
                + (members.isEmpty()
                        ? "left out here."
                        : "one of " + members.stream().map(ListMember::path).collect(Collectors.joining(", "))
                                + ", then asc or desc."));
    }

    /// Compares two rows of a table.
    int compare(ListTable table, int left, int right) {
        int result = member < 0 ? 0 : table.column(member).compare(left, right);
        return result == 0 ? table.id(left).compareTo(table.id(right)) : descending ? -result : result;
    }

    /// Compares what a page ended with, with a row; not for texts.
    int compare(ListTable table, PageStart.Mark mark, int row) {
        int result = member < 0
                ? 0
                : ((ListColumn.Numbers) table.column(member)).compare(mark.value(), row);
        return result == 0 ? mark.id().compareTo(table.id(row)) : descending ? -result : result;
    }
}
