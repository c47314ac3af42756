package io.holdfast.sentinel;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/// Finds a stretch of an order without ordering the rest (quickselect). Pure functions.
final class RowSelection {

    private RowSelection() {}

    /// The rows from one position of their order to another, in order.
    ///
    /// @param rows all different to `order`; left in another order
    static int[] stretch(int[] rows, int from, int to, IntBinaryOperator order) {
        int start = Math.min(from, rows.length);
        int end = Math.min(to, rows.length);
        part(rows, 0, start, order);
        part(rows, start, end, order);
        return Arrays.stream(rows, start, end).boxed().sorted(order::applyAsInt).mapToInt(row -> row)
                .toArray();
    }

    /// Puts the rows that come first before position `nth`, of those from `from` on.
    private static void part(int[] rows, int from, int nth, IntBinaryOperator order) {
        int low = from;
        int high = rows.length - 1;
        while (low < high && low < nth && nth <= high) {
            int pivot = median(rows, low, high, order);
            int left = low - 1;
            int right = high + 1;
            while (true) {
                do {
                    left++;
                } while (order.applyAsInt(rows[left], pivot) < 0);
                do {
                    right--;
                } while (order.applyAsInt(rows[right], pivot) > 0);
                if (left >= right) {
                    break;
                }
                int swapped = rows[left];
                rows[left] = rows[right];
                rows[right] = swapped;
            }
            if (nth <= right) {
                high = right;
            } else {
                low = right + 1;
            }
        }
    }

    /// One of the first, the middle and the last row, but never the last one: it would leave nothing after the pivot.
    private static int median(int[] rows, int low, int high, IntBinaryOperator order) {
        int middle = low + (high - low) / 2;
        swapUnlessOrdered(rows, low, middle, order);
        swapUnlessOrdered(rows, middle, high, order);
        swapUnlessOrdered(rows, low, middle, order);
        return rows[middle];
    }

    private static void swapUnlessOrdered(int[] rows, int left, int right, IntBinaryOperator order) {
        if (order.applyAsInt(rows[left], rows[right]) > 0) {
            int swapped = rows[left];
            rows[left] = rows[right];
            rows[right] = swapped;
        }
    }
}
