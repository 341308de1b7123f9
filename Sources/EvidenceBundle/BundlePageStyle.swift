/// How the page looks, on a screen and on paper.
enum BundlePageStyle {
    static let css = """

        :root { --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --wash: #f5f7f9; --accent: #20466f; }
        * { box-sizing: border-box; }
        body { font: 15px/1.5 "Noto Sans", "DejaVu Sans", "Segoe UI", Helvetica, Arial, sans-serif; color: var(--ink);
            max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; background: #fff; }
        header { border-bottom: 3px solid var(--accent); padding-bottom: 1rem; }
        .kicker { margin: 0; text-transform: uppercase; letter-spacing: .12em; font-size: .75rem; color: var(--accent);
            font-weight: 700; }
        h1 { font-size: 2rem; line-height: 1.2; margin: .2rem 0 1rem; }
        h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; color: var(--accent); }
        h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
        a { color: var(--accent); }
        .facts { display: flex; flex-wrap: wrap; gap: .4rem 2.2rem; margin: 0; }
        .facts dt { font-size: .75rem; color: var(--soft); }
        .facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
        article { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.2rem; margin: 0 0 1rem; }
        article h3 { margin: 0; font-size: 1.05rem; }
        .meta { margin: .1rem 0 .8rem; color: var(--soft); font-size: .85rem; }
        .copy { border-left: 5px solid var(--soft); background: var(--wash); border-radius: 0 8px 8px 0;
            padding: .6rem .9rem; margin-top: .6rem; break-inside: avoid; }
        .copy p { margin: .2rem 0; }
        .copy ul { margin: .1rem 0; padding-left: 1.1rem; font-size: .85rem; }
        .who { font-size: 1rem; overflow-wrap: anywhere; }
        .role { color: var(--soft); font-size: .8rem; text-transform: uppercase; letter-spacing: .06em; }
        .by { color: var(--soft); font-size: .78rem; margin-top: .5rem !important; }
        .badge { display: inline-block; padding: .1rem .6rem; border-radius: 99px; color: #fff; background: var(--soft);
            font-size: .8rem; font-weight: 700; margin-right: .3rem; }
        .badge::first-letter { text-transform: uppercase; }
        .delivered { border-color: #1d7a4c; } .delivered .badge { background: #1d7a4c; }
        .read { border-color: #155e8a; } .read .badge { background: #155e8a; }
        .failed { border-color: #b02a2a; } .failed .badge { background: #b02a2a; }
        .unknown { border-color: #96690a; } .unknown .badge { background: #96690a; }
        table { border-collapse: collapse; width: 100%; font-size: .88rem; }
        th { text-align: left; font-size: .75rem; color: var(--soft); border-bottom: 2px solid var(--line);
            padding: .3rem .7rem .3rem 0; }
        td { vertical-align: top; border-bottom: 1px solid var(--line); padding: .45rem .7rem .45rem 0;
            overflow-wrap: anywhere; }
        td.number, td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
        tr:target td { background: #fff6da; }
        .to { color: var(--soft); }
        small { color: var(--soft); }
        .hash, code, pre, .mono { font-family: "Noto Sans Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        .hash { font-size: .78rem; }
        code { font-size: .82rem; background: var(--wash); padding: .1rem .3rem; border-radius: 4px; overflow-wrap: anywhere; }
        pre { font-size: .78rem; background: var(--wash); border: 1px solid var(--line); border-radius: 8px; padding: .9rem;
            white-space: pre-wrap; overflow-wrap: anywhere; }
        svg { width: 100%; max-width: 46rem; display: block; margin: .8rem auto; }
        svg rect { fill: #fff; stroke: var(--accent); stroke-width: 1.5; }
        svg text { font-size: 12px; text-anchor: middle; fill: var(--ink); }
        svg .title { font-weight: 700; font-size: 13px; } svg .step { fill: var(--soft); font-size: 10.5px; }
        svg .mono { font-size: 10.5px; } svg .arrow { stroke: var(--accent); stroke-width: 1.5; } svg .tip { fill: var(--accent); }
        @page { size: A4; margin: 16mm 15mm; }
        p { orphans: 3; widows: 3; }
        @media print {
            html { font-size: 11.5px; }
            body { font-size: 9.5pt; max-width: none; padding: 0; }
            h1 { font-size: 19pt; } h2 { break-after: avoid; margin-top: 16pt; } h3 { break-after: avoid; }
            tr, svg, pre, li { break-inside: avoid; } thead { display: table-header-group; }
            a { color: inherit; text-decoration: none; }
            * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        }

        """
}
