const HEX_BITS = 4;
/** Of a whole number that a `number` can hold, beyond its precision. */
const NUMBER_BITS = 1000;

/** An exact, never negative, share. */
export class Fraction {
  public static readonly ZERO = new Fraction(0n, 1n);
  public static readonly ONE = new Fraction(1n, 1n);

  /** `of(1, 3)` is a third. */
  public static of(numerator: number | bigint, denominator: number | bigint = 1): Fraction {
    const [top, bottom] = [BigInt(numerator), BigInt(denominator)];
    const divisor = greatestCommonDivisor(top, bottom);
    return top === bottom ? Fraction.ONE : new Fraction(top / divisor, bottom / divisor);
  }

  /** A decimal number as it is written: `0.1` is a tenth. */
  public static decimal(value: number): Fraction {
    const [digits, exponent] = value.toExponential().split('e');
    const [whole, part = ''] = digits.split('.');
    const scale = Number(exponent) - part.length;
    const number = BigInt(whole + part);
    return scale >= 0 ? Fraction.of(number * 10n ** BigInt(scale)) : Fraction.of(number, 10n ** BigInt(-scale));
  }

  private constructor(public readonly numerator: bigint, public readonly denominator: bigint) {}

  public get isZero(): boolean {
    return this.numerator === 0n;
  }

  public get isOne(): boolean {
    return this.numerator === this.denominator;
  }

  public times(other: Fraction): Fraction {
    if (other === Fraction.ONE) {
      return this;
    }
    return this === Fraction.ONE ? other : Fraction.of(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  public plus(other: Fraction): Fraction {
    return Fraction.of(this.numerator * other.denominator + other.numerator * this.denominator, this.denominator * other.denominator);
  }

  public over(other: Fraction): Fraction {
    return Fraction.of(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  /** So many times by itself. */
  public power(exponent: number): Fraction {
    return Fraction.of(this.numerator ** BigInt(exponent), this.denominator ** BigInt(exponent));
  }

  /** What is missing to one. */
  public get rest(): Fraction {
    return Fraction.of(this.denominator - this.numerator, this.denominator);
  }

  public equals(other: Fraction): boolean {
    return this.numerator === other.numerator && this.denominator === other.denominator;
  }

  public toNumber(): number {
    const scale = 2n ** BigInt(Math.max(0, this.denominator.toString(16).length * HEX_BITS - NUMBER_BITS));
    return Number(this.numerator / scale) / Number(this.denominator / scale);
  }

  /** `9/10`, or `1`. */
  public toString(): string {
    return this.denominator === 1n ? `${this.numerator}` : `${this.numerator}/${this.denominator}`;
  }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) {
    [x, y] = [y, x % y];
  }
  return x;
}
