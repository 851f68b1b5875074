"""The commands and environments that mathematics typed by an author may use."""

from __future__ import annotations

from typing import Final

# A list of what is allowed, since no list of what could read files or run on is ever complete.
_COMMANDS = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu
    nu xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega digamma
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    varGamma varDelta varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega
    aleph beth gimel daleth ell hbar hslash imath jmath Re Im wp eth mho Finv Game Bbbk complement
    partial nabla infty emptyset varnothing forall exists nexists neg lnot top bot angle prime
    backprime measuredangle sphericalangle triangle triangledown square blacksquare lozenge
    blacklozenge bigstar blacktriangle circledS flat natural sharp clubsuit diamondsuit heartsuit
    spadesuit surd checkmark S P dag ddag copyright pounds

    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim
    liminf limsup ln log max min Pr projlim sec sin sinh sup tan tanh mod bmod pmod pod
    operatorname

    sum prod coprod int iint iiint oint bigcap bigcup bigodot bigoplus bigotimes bigsqcup biguplus
    bigvee bigwedge limits nolimits displaylimits substack sideset

    pm mp times div cdot ast star circ bullet cap cup uplus sqcap sqcup vee wedge lor land setminus
    smallsetminus wr amalg oplus ominus otimes oslash odot bigcirc dagger ddagger diamond
    triangleleft triangleright bigtriangleup bigtriangledown boxdot boxminus boxplus boxtimes
    centerdot circledast circledcirc circleddash divideontimes dotplus intercal leftthreetimes
    rightthreetimes ltimes rtimes veebar barwedge doublebarwedge Cap Cup curlyvee curlywedge

    le leq leqq leqslant ge geq geqq geqslant ne neq lt gt ll gg lll ggg equiv sim simeq approx
    approxeq cong propto varpropto prec preceq succ succeq subset subseteq subseteqq subsetneq
    supset supseteq supseteqq supsetneq sqsubset sqsubseteq sqsupset sqsupseteq in ni notin owns
    vdash dashv models perp mid nmid parallel nparallel asymp bowtie doteq frown smile triangleq
    coloneqq eqqcolon colon therefore because between lesssim gtrsim lessapprox gtrapprox
    lessgtr gtrless nless ngtr nleq ngeq nsim ncong nsubseteq nsupseteq not circeq bumpeq
    risingdotseq vDash Vdash Vvdash nvdash nvDash backepsilon eqsim thicksim thickapprox vartriangle

    to gets leftarrow rightarrow uparrow downarrow leftrightarrow updownarrow Leftarrow Rightarrow
    Uparrow Downarrow Leftrightarrow Updownarrow mapsto longmapsto longleftarrow longrightarrow
    Longleftarrow Longrightarrow longleftrightarrow Longleftrightarrow iff implies impliedby
    hookleftarrow hookrightarrow leftharpoonup leftharpoondown rightharpoonup rightharpoondown
    rightleftharpoons leftrightharpoons nearrow searrow swarrow nwarrow leadsto rightsquigarrow
    nrightarrow nleftarrow nRightarrow nLeftarrow twoheadrightarrow twoheadleftarrow
    circlearrowleft circlearrowright curvearrowleft curvearrowright upuparrows downdownarrows
    rightrightarrows leftleftarrows rightleftarrows leftrightarrows xrightarrow xleftarrow

    left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm
    lbrace rbrace lbrack rbrack langle rangle lceil rceil lfloor rfloor lvert rvert lVert rVert vert
    Vert backslash ulcorner urcorner llcorner lrcorner lgroup rgroup lmoustache rmoustache

    frac tfrac dfrac cfrac binom tbinom dbinom genfrac sqrt overline underline overbrace
    underbrace overset underset stackrel overrightarrow overleftarrow boxed phantom hphantom
    vphantom smash hat widehat tilde widetilde bar vec dot ddot dddot acute grave check breve
    mathring

    mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol bm pmb mathnormal text
    textrm textbf textit textsf texttt textnormal emph mathop mathbin mathrel mathord mathopen
    mathclose mathpunct mathinner displaystyle textstyle scriptstyle scriptscriptstyle

    quad qquad thinspace medspace thickspace negthinspace enspace nobreakspace space
    dots ldots cdots vdots ddots dotsb dotsc dotsi dotsm dotso mathellipsis
    hline allowbreak
"""
COMMANDS: Final = frozenset(_COMMANDS.split())

SYMBOLS: Final = frozenset(r",;:!{}|\%$&#_ >-")

_ENVIRONMENTS = """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix psmallmatrix bsmallmatrix
    cases dcases rcases array aligned alignedat gathered split
"""
ENVIRONMENTS: Final = frozenset(_ENVIRONMENTS.split())
