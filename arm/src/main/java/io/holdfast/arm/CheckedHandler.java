package io.holdfast.arm;

import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Handler;
import java.util.function.BiConsumer;

/// A handler whose checks can be made without the call: for a preflight of it.
public interface CheckedHandler extends Handler {

    /// Makes every check that [#handle] makes, in the same order, and changes nothing.
    ///
    /// @throws RuntimeException for a check that refuses and that all later ones build on
    void check(Call call, Checks checks);

    /// Puts both together.
    ///
    /// @param handler makes the same checks with [Checks#STRICT]
    static CheckedHandler of(Handler handler, BiConsumer<Call, Checks> check) {
        return new CheckedHandler() {
            @Override
            public ApiResponse handle(Call call) {
                return handler.handle(call);
            }

            @Override
            public void check(Call call, Checks checks) {
                check.accept(call, checks);
            }
        };
    }
}
