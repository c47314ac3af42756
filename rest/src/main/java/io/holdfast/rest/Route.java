package io.holdfast.rest;

/// One method on one path, who may use it and what answers it.
public record Route(String method, PathTemplate path, Access access, Handler handler) {

    /// Parses the path.
    public static Route of(String method, String path, Access access, Handler handler) {
        return new Route(method, PathTemplate.of(path), access, handler);
    }
}
