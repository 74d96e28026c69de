package io.crmkit.spi.contract;

/**
 * One step of the random comparison.
 *
 * @param percent which kind of step, by share
 * @param seed what it does in detail
 */
record ModelStep(int percent, int seed) {}
