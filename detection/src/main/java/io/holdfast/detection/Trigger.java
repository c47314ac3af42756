package io.holdfast.detection;

/// How many rows make an alert.
public record Trigger(Operator operator, long threshold) {

    /// How a number of rows is compared.
    public enum Operator {
        /// More rows than the threshold.
        GREATER_THAN("GreaterThan"),
        /// Fewer rows.
        LESS_THAN("LessThan"),
        /// Just as many.
        EQUAL("Equal"),
        /// More or fewer.
        NOT_EQUAL("NotEqual");

        private final String apiName;

        Operator(String apiName) {
            this.apiName = apiName;
        }

        /// As the API writes it.
        public String apiName() {
            return apiName;
        }
    }

    /// Whether a result of so many rows is one.
    public boolean fires(long rows) {
        return switch (operator) {
            case GREATER_THAN -> rows > threshold;
            case LESS_THAN -> rows < threshold;
            case EQUAL -> rows == threshold;
            case NOT_EQUAL -> rows != threshold;
        };
    }
}
