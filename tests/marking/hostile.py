"""Texts that were written to break whatever reads and computes them."""

from __future__ import annotations

POWERS = r"""9^{9^{9}}
10^{10^{5}}
10^{10^5} x
2^{100000}
2^{-10^9}
1.0000001^{10^9}
(2^{1000})^{1000}
((((2^{100})^{100})^{100})^{100})^{100}
2^{2^{2^{2^{2^{2}}}}}
1.1^{12345}
x^{100000}
W.^{1000}
W^{8}
W^{9}
e^{10^{10}}
exp(exp(exp(exp(exp(10)))))
200000!
100!!!!
1e400
1e-400
1e999999999
2e308
sin(10^{4000})
[1e400, 1]"""
SUMS = r"""\sum_{i=1}^{10^9} i
\sum_{i=1}^{10^9} x
\sum_{i=1}^{10^4}\sum_{j=1}^{10^4} i j
\sum_{i=1}^{100}\sum_{j=1}^{100}\sum_{k=1}^{100} i
\sum_{i=1}^{n}\sum_{j=1}^{n}\sum_{k=1}^{n}\sum_{l=1}^{n} i
\sum_{i=-10^9}^{10^9} i
\prod_{i=1}^{10^6} i
\prod_{k=1}^{5000} 10^{300}
\prod_{k=1}^{1000} 10^{300}
\sum_{k=1}^{20000} \frac{1}{k}
\sum_{k=1}^{2000} \frac{1}{k}
\sum_{i=5}^{1} i
\sum_{i=1/2}^{3} i
\sum_i x_i
\sum_{x=1}^{3} x"""
ARRAYS = r"""eye(10^6)
eye(3000)
I_{10^9}
I_{-1}
I_{1.5}
fill(1,10^5,10^5)
fill(W,2,2)
ones(10^5,10^5)
ones(10^9)
ones(0)
ones(2000,2000)@ones(2000,2000)
\mathbf{1}_{10^5 \times 10^5}
conv(ones(300,300), ones(300,300))
pad_{10^9}(X)
pad_zero(X, 10^9, 10^9, 10^9, 10^9)
x[10^9]
x[-10^9]
X[5,5]
X[x]
diag(ones(5000))
W^{-1}
W^{-1} x
inv(W)
solve(W, x)
[]
[[]]
[[1, 2], [3]]
[[[[[[[[1]]]]]]]]"""
NUMBERS = r"""0/0
1/0
[0/0, 2]
nan
inf
-inf
\infty - \infty
log(0)
log(-1)
sqrt(-1)
0^{-1}
0^0
(-8)^{1/3}
floor(10^{300})
norm(x, 10^6)"""
WORDS = r"""__import__('os').system('x')
lambda: 1
cases()
cases(1)
max()
f(x)
x(1)(2)
sigma''''''''''''''''''''(z)
tanh'''''''(z)
true
a and b
not
=
1 < 2 < 3
1=2=3
\frac
&&&&
{}
()
( , , )
?
[?, ?, ?
17?"""
LONG = (
    "(" * 10**6,
    "[" * 10**6,
    "1" * 10**6,
    "x" * 10**6,
    "-" * 5000 + "1",
    "1+" * 5000 + "1",
    "x+" * 2000 + "x",
    "1;" * 3000,
    "[1," * 300,
    "((1+1))" * 1000,
    "A" * 1000,
    "W" * 1000,
    "x_" * 1000,
    "^" * 1000,
    "\\" * 1000,
    "W " * 16,
    "W@" * 300 + "x",
    "(W x)" * 9,
    "x ⊙ " * 300 + "x",
    r"\frac{1}{" * 500 + "1" + "}" * 500,
    r"\sqrt{" * 400 + "2" + "}" * 400,
    "sigma" + "'" * 1000 + "(z)",
    "1" + "0" * 399,
    "0." + "3" * 399,
    "\x00",
    "\u202e1+1",
    "\ud800",
    "😀",
)
HOSTILE = (
    *(line for block in (POWERS, SUMS, ARRAYS, NUMBERS, WORDS) for line in block.splitlines()),
    *LONG,
)
