package io.holdfast.logstore;

import java.time.Instant;
import java.util.List;

/// One reading of one table.
///
/// @param columns the wanted columns, without duplicates; where none is wanted, the relation has the time
///     column
/// @param from rows before it need not be there; [Instant#MIN] for no bound
/// @param to rows at or after it need not be there; [Instant#MAX] for no bound
public record TableRead(TableId table, List<String> columns, Instant from, Instant to) {

    /// Copies the list.
    public TableRead {
        columns = List.copyOf(columns);
    }
}
