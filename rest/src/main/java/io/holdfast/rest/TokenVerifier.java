package io.holdfast.rest;

import java.util.List;

/// Verifies bearer tokens. Thread-safe.
@FunctionalInterface
public interface TokenVerifier {

    /// Who the token speaks for. Its audience is not judged here.
    ///
    /// @throws InvalidTokenException if the token is not valid now
    Caller verify(String token);

    /// The resources that a verified token is for, one of which the API must accept: its audience, unless the verifier
    /// knows what an audience of another issuer stands for.
    default List<String> resources(Caller caller) {
        return List.of(caller.audience());
    }

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
