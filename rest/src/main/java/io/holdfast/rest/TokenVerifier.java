package io.holdfast.rest;

/// Verifies bearer tokens. Thread-safe.
@FunctionalInterface
public interface TokenVerifier {

    /// Who the token speaks for. Its audience is not judged here.
    ///
    /// @throws InvalidTokenException if the token is not valid now
    Caller verify(String token);

    /// A token that is not valid.
    final class InvalidTokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient TokenProblem problem;

        public InvalidTokenException(TokenProblem problem) {
            super(problem.message());
            this.problem = problem;
        }

        /// Why.
        public TokenProblem problem() {
            return problem;
        }
    }
}
