package io.holdfast.query.internal;

import com.google.common.geometry.S2EdgeUtil;
import com.google.common.geometry.S2Loop;
import com.google.common.geometry.S2Point;
import com.google.common.geometry.S2Polygon;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Where rings begin: such that the edge that comes from the last edge of the polygons they were made from
/// is their last one.
final class GeoRings {
    /// How far an end of an edge may lie beside the edge that it is a part of, in radians.
    private static final double TOLERANCE = 1e-12;
    /// Most pairs of edges that are compared; larger rings stay as they are.
    private static final long MOST_PAIRS = 4_000_000;

    private final List<S2Point> starts = new ArrayList<>();
    private final List<S2Point> ends = new ArrayList<>();

    GeoRings(List<S2Polygon> sources) {
        for (S2Polygon source : sources) {
            for (S2Loop loop : source.getLoops()) {
                List<S2Point> corners = loop.orientedVertices();
                starts.addAll(corners);
                ends.addAll(corners.subList(1, corners.size()));
                ends.add(corners.getFirst());
            }
        }
    }

    List<S2Point> ordered(S2Loop loop) {
        List<S2Point> corners = new ArrayList<>(loop.orientedVertices());
        int size = corners.size();
        if (starts.isEmpty() || (long) size * starts.size() > MOST_PAIRS) {
            return corners;
        }
        int[] sources = new int[size];
        int last = 0;
        for (int index = 0; index < size; index++) {
            sources[index] = source(corners.get(index), corners.get((index + 1) % size));
            last = sources[index] > sources[last] ? index : last;
        }
        // The last of the parts that an edge was cut into.
        int steps = 0;
        while (steps < size && sources[(last + 1) % size] == sources[last]) {
            last = (last + 1) % size;
            steps++;
        }
        Collections.rotate(corners, -(last + 1));
        return corners;
    }

    private int source(S2Point from, S2Point to) {
        for (int index = 0; index < starts.size(); index++) {
            if (isOn(from, index) && isOn(to, index)) {
                return index;
            }
        }
        return -1;
    }

    private boolean isOn(S2Point point, int edge) {
        return S2EdgeUtil.getDistance(point, starts.get(edge), ends.get(edge)).radians() < TOLERANCE;
    }
}
