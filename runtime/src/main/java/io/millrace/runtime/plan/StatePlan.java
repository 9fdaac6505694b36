package io.millrace.runtime.plan;

import io.millrace.functions.Codec;
import io.millrace.functions.StateDeclaration;

/**
 * Declared state as the engine runs it.
 *
 * @param declaration what the user wrote
 * @param table the number of its table
 * @param codec encodes values or elements
 * @param keyCodec encodes the keys of a map; null for other kinds
 * @param expiryMs how long it lives after a change, 0 for ever
 */
public record StatePlan(
    StateDeclaration declaration,
    int table,
    Codec<Object> codec,
    Codec<Object> keyCodec,
    long expiryMs) {}
