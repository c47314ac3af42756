package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a page of a list begins: `$skipToken`.
///
/// As text it is the number of resources before the page. Unless the list is ordered by a text, the value of the last
/// of them follows, and its id: `{number}.{value, if it has one}.{id}`. Then the page is found without ordering those
/// before it, and what is made or deleted among them shifts nothing.
///
/// @param skip how many come before
/// @param after the last of them
record PageStart(int skip, Optional<Mark> after) {

    private static final Pattern TOKEN = Pattern
            .compile("([0-9]{1,9})(?:\\.(?<value>-?[0-9]{1,18})?\\.(?<id>.+))?", Pattern.DOTALL);

    /// A row.
    ///
    /// @param value of the member that the order goes by
    record Mark(@Nullable Long value, String id) {}

    /// @throws ApiException 400 `InvalidParameter` if the text is no token
    static PageStart of(Optional<String> token, ListOrder order) {
        Matcher read = TOKEN.matcher(token.orElse("0"));
        if (!read.matches()) {
            throw ArmErrors.invalidParameter("$skiptoken", "'$skiptoken' must be that of a nextLink.");
        }
        int skip = Integer.parseInt(read.group(1));
        String id = read.group("id");
        if (id == null || order.ofText()) {
            return new PageStart(skip, Optional.empty());
        }
        String value = read.group("value");
        return new PageStart(skip, Optional.of(new Mark(value == null ? null : Long.valueOf(value), id)));
    }

    /// The token of the page after one.
    ///
    /// @param row the last of the page
    String next(int top, ListTable table, int row, ListOrder order) {
        String number = Long.toString((long) skip + top);
        if (order.ofText()) {
            return number;
        }
        String value = order.member() < 0
                ? ""
                : ((ListColumn.Numbers) table.column(order.member())).shown(row);
        return number + "." + value + "." + table.id(row);
    }
}
