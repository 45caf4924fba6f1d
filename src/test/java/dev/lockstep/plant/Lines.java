package dev.lockstep.plant;

/**
 * Both lines of the plant.
 *
 * @param lineA press and conveyor
 * @param lineB the oven
 */
record Lines(Line lineA, Line lineB) {}
