package io.holdfast.query.internal;

/// Polynomials through points with the least sum of squares, by QR decomposition with Householder's
/// reflections.
final class LeastSquares {
    private LeastSquares() {}

    /// Returns the coefficients, that of the lowest power first; `NaN` where the points do not settle them.
    static double[] polynomial(double[] x, double[] y, int degree) {
        int rows = x.length;
        int columns = degree + 1;
        double[][] matrix = new double[rows][columns];
        double[] right = y.clone();
        for (int row = 0; row < rows; row++) {
            double power = 1;
            for (int column = 0; column < columns; column++) {
                matrix[row][column] = power;
                power *= x[row];
            }
        }
        for (int column = 0; column < columns; column++) {
            reflect(matrix, right, column);
        }
        double[] result = new double[columns];
        for (int row = columns - 1; row >= 0; row--) {
            double sum = right[row];
            for (int column = row + 1; column < columns; column++) {
                sum -= matrix[row][column] * result[column];
            }
            result[row] = sum / matrix[row][row];
        }
        return result;
    }

    private static void reflect(double[][] matrix, double[] right, int pivot) {
        double norm = 0;
        for (int row = pivot; row < matrix.length; row++) {
            norm = Math.hypot(norm, matrix[row][pivot]);
        }
        if (norm == 0) {
            return;
        }
        double alpha = matrix[pivot][pivot] > 0 ? -norm : norm;
        double[] vector = new double[matrix.length];
        double square = 0;
        for (int row = pivot; row < matrix.length; row++) {
            vector[row] = matrix[row][pivot] - (row == pivot ? alpha : 0);
            square += vector[row] * vector[row];
        }
        for (int column = pivot; column < matrix[0].length; column++) {
            double dot = 0;
            for (int row = pivot; row < matrix.length; row++) {
                dot += vector[row] * matrix[row][column];
            }
            for (int row = pivot; row < matrix.length; row++) {
                matrix[row][column] -= 2 * dot / square * vector[row];
            }
        }
        double dot = 0;
        for (int row = pivot; row < matrix.length; row++) {
            dot += vector[row] * right[row];
        }
        for (int row = pivot; row < matrix.length; row++) {
            right[row] -= 2 * dot / square * vector[row];
        }
    }
}
