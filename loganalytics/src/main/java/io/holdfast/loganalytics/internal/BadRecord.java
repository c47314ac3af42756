package io.holdfast.loganalytics.internal;

/// A record of a call that could not be taken as it was sent.
///
/// @param index within the call, from 0
/// @param reason what is wrong with it, for people; it quotes no value
/// @param json the record as it was sent, cut after 64 KiB; it may be no JSON then
/// @param kept whether its other values were taken
public record BadRecord(int index, String reason, String json, boolean kept) {}
